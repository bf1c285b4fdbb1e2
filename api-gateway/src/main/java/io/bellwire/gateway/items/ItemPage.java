package io.bellwire.gateway.items;

import java.util.List;
import java.util.UUID;

/** Items, newest first, with the revision they were read at. */
record ItemPage(List<Item> items, int count, long revision, UUID epoch) {}
