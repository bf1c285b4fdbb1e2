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
import org.springframework.stereotype.Repository;
import org.springframework.web.bind.annotation.RestController;

/** Who may know whom. What {@code modbus} may know is held by a test of its own, beside it. */
@AnalyzeClasses(packagesOf = WorkerApplication.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String WORKER = "io.bellwire.worker.";

    @ArchTest
    static final ArchRule the_worker_meets_the_gateway_in_common_alone =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.bellwire.gateway..");

    @ArchTest
    static final ArchRule production_code_knows_no_local_services_simulator_or_quickstart = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.bellwire.localservices..",
                    "io.bellwire.simulator..",
                    "io.bellwire.quickstart..",
                    "io.bellwire.testsupport..");

    @ArchTest
    static final ArchRule sessions_know_nothing_of_devices = knowsOnly("sessions");

    @ArchTest
    static final ArchRule telemetry_knows_sessions = knowsOnly("telemetry", "sessions");

    @ArchTest
    static final ArchRule devices_know_sessions_telemetry_and_modbus =
            knowsOnly("devices", "sessions", "telemetry", "modbus");

    @ArchTest
    static final ArchRule commands_know_devices_sessions_telemetry_and_modbus =
            knowsOnly("commands", "devices", "sessions", "telemetry", "modbus");

    @ArchTest
    static final ArchRule web_knows_nobody = knowsOnly("web");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.bellwire.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule controllers_and_repositories_are_for_their_package = classes()
            .that()
            .areAnnotatedWith(RestController.class)
            .or()
            .areAnnotatedWith(Repository.class)
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule what_speaks_to_redis_is_for_its_package =
            classes().that().haveSimpleNameStartingWith("Redis").should().bePackagePrivate();

    private static ArchRule knowsOnly(String feature, String... others) {
        String[] strangers = Stream.of("commands", "devices", "modbus", "sessions", "telemetry", "web")
                .filter(name -> !name.equals(feature) && !List.of(others).contains(name))
                .map(name -> WORKER + name + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(WORKER + feature + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(strangers);
    }
}
