package io.bellwire.common.socket;

/** A whole message from a peer, copied off the network buffers. */
public sealed interface Inbound {

    record Text(String text) implements Inbound {
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    record Binary(byte[] bytes) implements Inbound {
        @Override
        public String toString() {
            return "Binary[" + bytes.length + " bytes]";
        }
    }
}
