package io.bellwire.testsupport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Makes a blocking call on an event loop throw where it happens, and remembers it: the error may well end in an error
 * handler and a status 500 that a test does not look at. {@link AfterEachClass} fails the class on what is remembered.
 */
public final class EventLoopGuard implements BlockHoundIntegration {

    private static final List<Error> CAUGHT = new CopyOnWriteArrayList<>();

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.blockingMethodCallback(method -> {
            Error error = new BlockingOperationError(method);
            CAUGHT.add(error);
            throw error;
        });
        // /dev/urandom, which is read here and by UUID.randomUUID, never waits once a system is up: random(4)
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
        // Held for a few instructions by whoever writes to Redis. Throwing there would leave a waiter in its queue for
        // ever, and every later command behind it.
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters");
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "doExclusive");
        // The same with the lock of its bounded queue, whose size is asked for.
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.DefaultEndpoint", "validateWrite");
        // The same with the lock that hands out the connection, unless it is held to connect.
        builder.allowBlockingCallsInside(
                "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory", "doInLock");
        builder.disallowBlockingCallsInside("io.lettuce.core.AbstractRedisClient", "getConnection");
        // once per process, by whoever needs the network first
        builder.allowBlockingCallsInside("io.netty.util.internal.NativeLibraryLoader", "load");
        // held while an arena grows, and while a type is looked at for the first time
        builder.allowBlockingCallsInside(
                "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines");
        builder.allowBlockingCallsInside("org.springframework.util.ConcurrentReferenceHashMap$Segment", "doTask");
        builder.allowBlockingCallsInside("org.springframework.util.ConcurrentReferenceHashMap$Segment", "restructure");
        builder.allowBlockingCallsInside(
                "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer");
        builder.allowBlockingCallsInside(
                "org.hibernate.validator.internal.metadata.BeanMetaDataManagerImpl", "getBeanMetaData");
    }

    /** What was caught since the last call. */
    static List<Error> takeCaught() {
        List<Error> caught = List.copyOf(CAUGHT);
        CAUGHT.removeAll(caught);
        return caught;
    }
}
