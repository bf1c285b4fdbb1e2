package io.bellwire.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Repository;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packagesOf = WorkerRulesTest.class, importOptions = DoNotIncludeTests.class)
class WorkerRulesTest {

    @ArchTest
    static final ArchRule it_knows_common_and_nothing_else_of_ours = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.bellwire.gateway..",
                    "io.bellwire.localservices..",
                    "io.bellwire.simulator..",
                    "io.bellwire.quickstart..");

    @ArchTest
    static final ArchRule nothing_knows_commands = noClasses()
            .that()
            .resideOutsideOfPackage("io.bellwire.worker.commands..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.bellwire.worker.commands..");

    @ArchTest
    static final ArchRule nothing_knows_the_outer_shell = noClasses()
            .that()
            .resideOutsideOfPackage("io.bellwire.worker.web..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.bellwire.worker.web..");

    @ArchTest
    static final ArchRule controllers_redis_sql_and_configuration_are_package_private = classes()
            .that()
            .areAnnotatedWith(RestController.class)
            .or()
            .areAnnotatedWith(Repository.class)
            .or()
            .areAnnotatedWith(Configuration.class)
            .or()
            .haveSimpleNameStartingWith("Redis")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.bellwire.worker.(*)..").should().beFreeOfCycles();
}
