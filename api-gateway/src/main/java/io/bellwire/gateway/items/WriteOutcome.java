package io.bellwire.gateway.items;

/** What became of one item of a write. */
sealed interface WriteOutcome {

    ItemId id();

    /** Stored, and on its way to the user's clients. */
    record Stored(Item item) implements WriteOutcome {
        @Override
        public ItemId id() {
            return item.id();
        }
    }

    /** Nothing changed: the version sent is not greater than the stored one. */
    record Conflict(int localVersion, Item serverItem) implements WriteOutcome {
        @Override
        public ItemId id() {
            return serverItem.id();
        }
    }

    /** Nothing changed: a rule forbids it. */
    record Refused(ItemId id, Refusal why) implements WriteOutcome {}

    /** The rules that a write can break, each with its sentence. */
    enum Refusal {
        TYPE_CHANGED("The type of an item cannot be changed"),
        TOO_MANY_ITEMS("There are already 10000 items, the most a user can have"),
        VERSIONS_EXHAUSTED("The item has reached the last version; use a new id");

        private final String sentence;

        Refusal(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }
}
