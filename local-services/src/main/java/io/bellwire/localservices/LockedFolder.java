package io.bellwire.localservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder that one run at a time works in. The lock goes with the process, however that ends. */
final class LockedFolder implements AutoCloseable {

    /**
     * What this process has locked. The files must not even be opened a second time: closing one again would end the
     * first one's lock (POSIX, fcntl), and another process would take the folder for abandoned.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final String THIS_PROCESS =
            "process " + ProcessHandle.current().pid();

    private final Path path;
    private final FileChannel channel;

    private LockedFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the folder where it is missing and locks it.
     *
     * @throws FolderInUse when another run holds it
     */
    static LockedFolder lock(Path folder) {
        try {
            Path real = Files.createDirectories(folder).toRealPath();
            Path holder = real.resolve("lock.holder");
            if (!HELD.add(real)) {
                throw new FolderInUse(real, THIS_PROCESS);
            }
            FileChannel channel =
                    FileChannel.open(real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                HELD.remove(real);
                throw new FolderInUse(real, Files.exists(holder) ? Files.readString(holder) : "another process");
            }
            Files.writeString(holder, THIS_PROCESS);
            return new LockedFolder(real, channel);
        } catch (IOException e) {
            throw new LocalServiceException("Cannot work in the folder " + folder + ": " + e, e);
        }
    }

    /** The folder, absolute and without symbolic links: as it stands in the command lines of child processes. */
    Path path() {
        return path;
    }

    /** Deletes everything in the folder but the lock. */
    void clear() {
        try (Stream<Path> children = Files.list(path)) {
            for (Path child : children.toList()) {
                if (!child.getFileName().toString().startsWith("lock")) {
                    delete(child);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path tree) {
        try (Stream<Path> walk = Files.walk(tree)) {
            List<Path> childrenFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : childrenFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException gone) {
            // someone else deleted it: just what was wanted
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(path);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }
}
