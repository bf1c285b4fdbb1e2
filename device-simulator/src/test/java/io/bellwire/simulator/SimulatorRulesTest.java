package io.bellwire.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = SimulatorRulesTest.class, importOptions = DoNotIncludeTests.class)
class SimulatorRulesTest {

    @ArchTest
    static final ArchRule it_shares_no_code_with_the_services_it_is_held_against = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.bellwire.common..", "io.bellwire.worker..", "io.bellwire.gateway..", "org.springframework..");

    @ArchTest
    static final ArchRule a_plant_is_plain_java = classes()
            .that()
            .resideInAPackage("..simulator.plant..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("..simulator.plant..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule modbus_knows_the_plant_and_no_socket = noClasses()
            .that()
            .resideInAPackage("..simulator.modbus..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..", "io.netty..", "tools.jackson..", "picocli..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.bellwire.simulator.(*)..").should().beFreeOfCycles();
}
