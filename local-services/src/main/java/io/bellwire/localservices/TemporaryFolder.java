package io.bellwire.localservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder for services that are needed once. What a killed process left behind is deleted by the next
 * {@link #create}, its services ended before.
 */
public final class TemporaryFolder implements AutoCloseable {

    private final LockedFolder folder;

    private TemporaryFolder(LockedFolder folder) {
        this.folder = folder;
    }

    /** @param name what the folders of one kind are kept under, below the system's temporary folder */
    public static TemporaryFolder create(String name) {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"), name + "-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(parent);
            deleteAbandoned(parent);
            return new TemporaryFolder(LockedFolder.lock(Files.createTempDirectory(parent, "run")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return folder.path();
    }

    private static void deleteAbandoned(Path parent) throws IOException {
        try (Stream<Path> runs = Files.list(parent)) {
            for (Path run : runs.toList()) {
                deleteIfAbandoned(run);
            }
        }
    }

    private static void deleteIfAbandoned(Path run) {
        if (Files.notExists(run.resolve("lock"))) {
            return;
        }
        try (LockedFolder abandoned = LockedFolder.lock(run)) {
            Leftovers.end(abandoned.path());
            LockedFolder.delete(abandoned.path());
        } catch (FolderInUse running) {
            // left alone
        }
    }

    /** Deletes the folder with everything in it. The services in it must have ended. */
    @Override
    public void close() {
        LockedFolder.delete(folder.path());
        folder.close();
    }
}
