package io.bellwire.worker.modbus;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

@AnalyzeClasses(packagesOf = ModbusRulesTest.class, importOptions = DoNotIncludeTests.class)
class ModbusRulesTest {

    @ArchTest
    static final ArchRule modbus_stands_on_the_jdk_and_j2mod_alone = ArchRuleDefinition.classes()
            .that()
            .resideInAPackage("io.bellwire.worker.modbus..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.bellwire.worker.modbus..",
                    "java.lang..",
                    "java.util..",
                    "org.jspecify..",
                    "com.ghgande.j2mod..");
}
