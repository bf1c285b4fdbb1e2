package io.bellwire.worker.modbus;

/** How many bytes a request has before its CRC: fixed, told by a byte count field, or open. Offsets count the unit address. */
@FunctionalInterface
interface RequestLength {

    /** The function leaves the length to the vendor or to the sender. */
    int OPEN = -1;

    int beforeCrc(byte[] request);

    static RequestLength of(int bytes) {
        return request -> bytes;
    }

    /** The field at {@code offset} counts the bytes after it. */
    static RequestLength byByteCountAt(int offset) {
        return request -> offset + 1 + (offset < request.length ? request[offset] & 0xFF : 0);
    }

    /**
     * Sub-function and one data word; only "Return Query Data" (sub-function 0) takes more words, as many as the sender
     * likes, so that a longer one is taken as it is (V1.1b3 §6.8.1).
     */
    static RequestLength ofDiagnostics() {
        return request -> {
            boolean queryData = request.length > 8 && request[2] == 0 && request[3] == 0;
            return queryData && request.length % 2 == 0 ? OPEN : 6;
        };
    }

    /** "Read Device Identification" (type 0x0E) has two more bytes; other types leave it open (V1.1b3 §6.19–6.21). */
    static RequestLength ofEncapsulated() {
        return request -> request.length > 2 && request[2] != 0x0E ? OPEN : 5;
    }
}
