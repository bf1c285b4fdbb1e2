package io.bellwire.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The folder that holds everything the system keeps. */
record DataFolder(Path path) {

    private static final int SECRET_BYTES = 32;

    /**
     * Creates it where it is missing.
     *
     * @throws StartFailure where it cannot be created
     */
    static DataFolder at(Path path) {
        try {
            DataFolder folder = new DataFolder(Files.createDirectories(path).toRealPath());
            Files.createDirectories(folder.log().getParent());
            return folder;
        } catch (IOException e) {
            throw new StartFailure("Cannot work in the data folder " + path.toAbsolutePath() + ": " + e, e);
        }
    }

    Path postgres() {
        return path.resolve("postgresql");
    }

    Path redis() {
        return path.resolve("redis");
    }

    Path log() {
        return path.resolve("logs").resolve("bellwire.log");
    }

    /**
     * Sends everything that is logged from now on to {@link #log()}. Must come before the first logger, and keeps both
     * applications from setting up the JVM's one logging system each in turn.
     */
    void takeLogs() {
        System.setProperty("bellwire.log", log().toString());
        System.setProperty("logback.configurationFile", "io/bellwire/quickstart/logging.xml");
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /**
     * The key that tokens are signed with: made at the first start, readable for nobody else.
     *
     * @throws StartFailure where it can be neither read nor written
     */
    String tokenSecret() {
        Path file = path.resolve("token-secret");
        try {
            if (Files.notExists(file)) {
                Path whole = Files.createTempFile(
                        path,
                        "token-secret",
                        ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(whole, randomSecret());
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartFailure("Cannot keep the token secret in " + file + ": " + e, e);
        }
    }

    private static String randomSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
