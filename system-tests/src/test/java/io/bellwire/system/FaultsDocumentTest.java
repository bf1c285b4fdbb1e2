package io.bellwire.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/faults.md} names a test for each fault: they are all there. */
class FaultsDocumentTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern ROW = Pattern.compile("\\| (?!fault |---)[^|]+ \\| (.*) \\|");

    @Test
    void every_fault_names_tests_that_exist() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/faults.md")).stream()
                .filter(ROW.asMatchPredicate())
                .toList();
        assertThat(rows).hasSizeGreaterThan(40).allSatisfy(row -> assertThat(row)
                .containsPattern(NAMED));
        Map<String, String> sources = testSources();
        assertThat(rows.stream().flatMap(row -> NAMED.matcher(row).results()))
                .allSatisfy(test -> assertThat(sources.getOrDefault(test.group(1), "no such class"))
                        .as(test.group())
                        .contains("void " + test.group(2) + "("));
    }

    /** By class name. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                            .toList()) {
                        sources.merge(
                                file.getFileName().toString().replace(".java", ""),
                                Files.readString(file),
                                String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
