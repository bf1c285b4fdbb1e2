package io.bellwire.quickstart;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** As the jar's manifest says. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"bellwire " + text()};
    }

    static String text() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(not packaged)");
    }
}
