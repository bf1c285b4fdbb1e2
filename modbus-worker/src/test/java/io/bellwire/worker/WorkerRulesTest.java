package io.bellwire.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
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
    static final ArchRule sessions_know_nobody = knowsOnly("sessions");

    @ArchTest
    static final ArchRule telemetry_knows_sessions = knowsOnly("telemetry", "sessions");

    @ArchTest
    static final ArchRule devices_know_sessions_telemetry_and_modbus =
            knowsOnly("devices", "sessions", "telemetry", "modbus");

    @ArchTest
    static final ArchRule commands_know_devices_sessions_telemetry_and_modbus =
            knowsOnly("commands", "devices", "sessions", "telemetry", "modbus");

    @ArchTest
    static final ArchRule the_outer_shell_knows_nobody = knowsOnly("web");

    private static ArchRule knowsOnly(String feature, String... others) {
        String[] strangers = Stream.of("commands", "devices", "modbus", "sessions", "telemetry", "web")
                .filter(name -> !name.equals(feature) && !List.of(others).contains(name))
                .map(name -> "io.bellwire.worker." + name + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("io.bellwire.worker." + feature + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(strangers);
    }

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
