package io.bellwire.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** What operators can set is what they are told that they can set. */
class OperatorsSettingsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::-?([^}]*))?");

    private static final List<Path> CONFIGURATION = Stream.of(
                    "common/common", "api-gateway/gateway", "modbus-worker/worker")
            .map(name -> name.split("/"))
            .map(name -> ROOT.resolve(name[0]).resolve("src/main/resources/" + name[1] + ".yml"))
            .toList();

    @Test
    void every_variable_that_configuration_reads_is_explained() throws IOException {
        String explained = read("docs/operations.md");

        for (Path file : CONFIGURATION) {
            assertThat(variablesOf(Files.readString(file)).keySet())
                    .isNotEmpty()
                    .allSatisfy(variable -> assertThat(explained).contains("`" + variable + "`"));
        }
    }

    @Test
    void every_other_setting_is_explained_by_the_variable_that_stands_for_it() throws Exception {
        String explained = read("docs/operations.md");
        Map<String, String> configured = configuredProperties();

        assertThat(settings()).hasSizeGreaterThan(10).allSatisfy(settings -> {
            String prefix =
                    settings.getAnnotation(ConfigurationProperties.class).value();
            assertThat(settings.getRecordComponents())
                    .filteredOn(component -> !configured.containsKey(prefix + "." + hyphenated(component)))
                    .allSatisfy(component ->
                            assertThat(explained).contains("`" + variable(prefix + "." + hyphenated(component)) + "`"));
        });
    }

    @Test
    void what_compose_takes_is_in_the_example_with_its_default() throws IOException {
        Map<String, String> taken = variablesOf(read("docker-compose.yml"));
        Map<String, String> example = Pattern.compile("(?m)^#?([A-Z_]+)=(.*)$")
                .matcher(read(".env.example"))
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2), (a, b) -> a, TreeMap::new));

        taken.replaceAll((variable, fallback) -> fallback.startsWith("?") || fallback.startsWith("+") ? "" : fallback);
        assertThat(example).containsExactlyInAnyOrderEntriesOf(taken);
    }

    @Test
    void compose_hands_on_nothing_that_no_service_reads() throws IOException {
        String configuration =
                CONFIGURATION.stream().map(OperatorsSettingsTest::contents).collect(Collectors.joining());
        String compose = read("docker-compose.yml");

        assertThat(Pattern.compile("(?m)^ {2,6}([A-Z_]+):").matcher(compose).results())
                .extracting(line -> line.group(1))
                .filteredOn(variable -> !variable.startsWith("POSTGRES_") && !variable.startsWith("REDISCLI_"))
                .hasSizeGreaterThan(15)
                .allSatisfy(variable -> assertThat(configuration).contains("${" + variable));
    }

    /** Variable to default; of several mentions the one with a default counts. */
    private static Map<String, String> variablesOf(String text) {
        return VARIABLE.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1),
                        OperatorsSettingsTest::fallback,
                        (one, other) -> one.isEmpty() || one.startsWith("?") ? other : one,
                        TreeMap::new));
    }

    private static String fallback(MatchResult found) {
        return found.group(2) == null ? "" : found.group(2);
    }

    private static Map<String, String> configuredProperties() throws IOException {
        Map<String, String> properties = new TreeMap<>();
        for (Path file : CONFIGURATION) {
            for (var source : new YamlPropertySourceLoader().load(file.toString(), new FileSystemResource(file))) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    properties.put(name, String.valueOf(source.getProperty(name)));
                }
            }
        }
        return properties;
    }

    private static List<Class<?>> settings() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false) {
            @Override
            protected boolean isCandidateComponent(AnnotatedBeanDefinition candidate) {
                return true;
            }
        };
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return Stream.of("common", "gateway", "worker")
                .flatMap(name -> scanner.findCandidateComponents("io.bellwire." + name).stream())
                .<Class<?>>map(found -> ClassUtils.resolveClassName(found.getBeanClassName(), null))
                .toList();
    }

    private static String hyphenated(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String variable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static String read(String file) {
        return contents(ROOT.resolve(file));
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
