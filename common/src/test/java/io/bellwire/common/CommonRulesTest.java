package io.bellwire.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = CommonRulesTest.class, importOptions = DoNotIncludeTests.class)
class CommonRulesTest {

    @ArchTest
    static final ArchRule common_knows_no_feature_and_no_tool = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.bellwire.gateway..",
                    "io.bellwire.worker..",
                    "io.bellwire.localservices..",
                    "io.bellwire.simulator..",
                    "io.bellwire.quickstart..");

    @ArchTest
    static final ArchRule redis_classes_are_package_private =
            classes().that().haveSimpleNameStartingWith("Redis").should().notBePublic();

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.bellwire.common.(*)..").should().beFreeOfCycles();
}
