package io.bellwire.gateway.items;

import io.bellwire.common.token.UserId;
import java.util.List;

/** Hears of changes after they are committed. */
public interface ItemChangeListener {

    /**
     * Returns at once and never throws.
     *
     * @param changes of one user in order of revision; not empty
     */
    void changed(UserId user, List<ItemChange> changes);
}
