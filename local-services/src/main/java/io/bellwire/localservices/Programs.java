package io.bellwire.localservices;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The server programs, unpacked once per user: {@code ~/.cache/bellwire}, or the temporary folder without a home. */
final class Programs {

    private Programs() {}

    /**
     * Where the PostgreSQL programs are unpacked to.
     *
     * <p>The library takes up a copy it was killed in the middle of unpacking and fails on it for ever, so such a
     * copy is deleted here. While one is being unpacked, its lock is held.
     */
    static Path postgres() throws IOException {
        Path folder = Files.createDirectories(cache().resolve("postgresql"));
        try (Stream<Path> children = Files.list(folder)) {
            List<Path> unfinished = children.filter(child -> Files.notExists(child.resolve(".exists")))
                    .toList();
            for (Path copy : unfinished) {
                deleteUnlessLocked(copy);
            }
        }
        return folder;
    }

    private static void deleteUnlessLocked(Path copy) throws IOException {
        try (FileChannel channel = FileChannel.open(copy.resolve("epg-lock"), StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                LockedFolder.delete(copy);
            }
        } catch (NoSuchFileException notYetLocked) {
            // another process is about to lock and unpack it
        } catch (OverlappingFileLockException unpackedByThisProcess) {
            // leave it alone
        }
    }

    /** The Redis server program. */
    static Path redis() throws IOException {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new LocalServiceException("There is no Redis for this operating system and processor");
        }
        Path folder = Files.createDirectories(cache().resolve("redis"));
        Path program = folder.resolve(resource.substring(1));
        if (Files.notExists(program)) {
            Path unpacked = Files.createTempDirectory(folder, "unpacking");
            Files.move(
                    ExecutableProvider.newJarResourceProvider(unpacked.toFile())
                            .get()
                            .toPath(),
                    program,
                    StandardCopyOption.ATOMIC_MOVE);
            LockedFolder.delete(unpacked);
        }
        return program;
    }

    private static Path cache() {
        Path home = Path.of(System.getProperty("user.home"));
        return Files.isWritable(home)
                ? home.resolve(".cache").resolve("bellwire")
                : Path.of(System.getProperty("java.io.tmpdir"), "bellwire-" + System.getProperty("user.name"));
    }
}
