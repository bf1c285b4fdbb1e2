package io.bellwire.localservices;

import java.nio.file.Path;

/** Another run, in this process or another one, works in the folder. */
public final class FolderInUse extends LocalServiceException {

    FolderInUse(Path folder, String holder) {
        super("The data folder %s is in use by %s; end it, or choose another folder".formatted(folder, holder));
    }
}
