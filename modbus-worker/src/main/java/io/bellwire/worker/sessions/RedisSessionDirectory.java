package io.bellwire.worker.sessions;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.json.WireTime;
import io.bellwire.common.token.UserId;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The directory as keys that operators look at: {@code redis-cli GET ws:session:{session_id}}. */
@Component
class RedisSessionDirectory implements SessionDirectory {

    /** The number of the last claim. */
    static final String CLAIMS = "ws:claims";

    /** Begins the answer to a claim that is none, and is followed by the generation of the one that stands. */
    private static final String OUTRANKED = "outranked ";

    /** Redis serves nobody else while it runs a script: well below a millisecond for this many. */
    private static final int BATCH = 200;

    private static final Script<String> CLAIM = Script.telling("claim.lua");
    private static final Script<String> HOLDS = Script.telling("holds.lua");
    private static final Script<String> RENEW = Script.telling("renew.lua");
    private static final Script<Long> RELEASE = Script.counting("release.lua");
    private static final Script<String> FIND = Script.telling("find.lua");
    private static final Script<String> CONNECTED = Script.telling("connected.lua");

    private final ReactiveStringRedisTemplate redis;
    private final ThisWorker thisWorker;
    private final String lifetimeMillis;

    RedisSessionDirectory(ReactiveStringRedisTemplate redis, ThisWorker thisWorker, SessionSettings settings) {
        this.redis = redis;
        this.thisWorker = thisWorker;
        this.lifetimeMillis = Long.toString(settings.lifetime().toMillis());
    }

    @Override
    public Mono<Claim> claim(SessionEntry entry) {
        return claim(entry, false)
                .map(answer -> answer.startsWith(OUTRANKED)
                        ? new Claim.Outranked(Long.parseLong(answer.substring(OUTRANKED.length())))
                        : granted(answer));
    }

    @Override
    public Mono<Claim.Granted> takeOver(SessionEntry entry) {
        return claim(entry, true).map(RedisSessionDirectory::granted);
    }

    private Mono<String> claim(SessionEntry entry, boolean takeOver) {
        return CLAIM.run(
                redis,
                List.of(sessionKey(entry.sessionId()), connectionKey(entry.connectionId()), CLAIMS),
                List.of(
                        entry.connectionId(),
                        lifetimeMillis,
                        Boolean.toString(takeOver),
                        Long.toString(entry.generation()),
                        "worker_id",
                        thisWorker.id(),
                        "session_id",
                        entry.sessionId().value(),
                        "user_id",
                        entry.owner().value(),
                        "connected_at",
                        WireTime.format(entry.connectedAt()),
                        "client_ip",
                        entry.clientIp()));
    }

    private static Claim.Granted granted(String answer) {
        if (answer.isEmpty()) {
            return new Claim.Granted(null);
        }
        String[] lines = answer.split("\n", -1);
        return new Claim.Granted(new Claim.Replaced(lines[0], lines[1]));
    }

    @Override
    public Mono<List<Renewal>> renew(List<SessionEntry> entries) {
        return Flux.fromIterable(entries)
                .buffer(BATCH)
                .concatMap(this::renewBatch)
                .concatMapIterable(found -> found)
                .collectList();
    }

    private Mono<List<Renewal>> renewBatch(List<SessionEntry> entries) {
        List<String> keys = new ArrayList<>(2 * entries.size());
        List<String> arguments = new ArrayList<>(2 * entries.size() + 1);
        arguments.add(lifetimeMillis);
        for (SessionEntry entry : entries) {
            keys.addAll(keys(entry.sessionId(), entry.connectionId()));
            arguments.add(entry.connectionId());
            arguments.add(Long.toString(entry.generation()));
        }
        return RENEW.run(redis, keys, arguments).map(letters -> letters.chars()
                .mapToObj(letter -> switch (letter) {
                    case 'r' -> Renewal.RENEWED;
                    case 'p' -> Renewal.REPLACED;
                    default -> Renewal.LOST;
                })
                .toList());
    }

    @Override
    public Mono<List<Hold>> holds(List<SessionEntry> entries, long lastClaim) {
        return Flux.fromIterable(entries)
                .buffer(BATCH)
                .concatMap(batch -> holdsOfBatch(batch, lastClaim))
                .concatMapIterable(found -> found)
                .collectList();
    }

    private Mono<List<Hold>> holdsOfBatch(List<SessionEntry> entries, long lastClaim) {
        List<String> keys = new ArrayList<>(2 * entries.size());
        List<String> arguments = new ArrayList<>(entries.size() + 1);
        arguments.add(Long.toString(lastClaim));
        for (SessionEntry entry : entries) {
            keys.addAll(keys(entry.sessionId(), entry.connectionId()));
            arguments.add(entry.connectionId());
        }
        return HOLDS.run(redis, keys, arguments).map(letters -> letters.chars()
                .mapToObj(letter -> switch (letter) {
                    case 'h' -> Hold.HELD;
                    case 'l' -> Hold.LOST;
                    default -> Hold.NOT_HELD;
                })
                .toList());
    }

    @Override
    public Mono<Release> release(SessionId sessionId, String connectionId) {
        return RELEASE.run(redis, keys(sessionId, connectionId), List.of(connectionId))
                .map(found -> Release.values()[found.intValue()]);
    }

    @Override
    public Mono<SessionOwner> remove(SessionId sessionId) {
        return find(sessionId, true);
    }

    @Override
    public Mono<SessionOwner> find(SessionId sessionId) {
        return find(sessionId, false);
    }

    private Mono<SessionOwner> find(SessionId sessionId, boolean remove) {
        return FIND.run(redis, List.of(sessionKey(sessionId)), List.of(Boolean.toString(remove)))
                .filter(found -> !found.isEmpty())
                .map(found -> {
                    String[] lines = found.split("\n", -1);
                    Worker worker = lines[3].isEmpty() ? null : new Worker(lines[1], URI.create(lines[3]));
                    return new SessionOwner(lines[0], lines[1], new UserId(lines[2]), worker);
                });
    }

    @Override
    public Mono<Map<SessionId, Instant>> connectedSince(Collection<SessionId> sessionIds) {
        return Flux.fromIterable(sessionIds)
                .buffer(BATCH)
                .concatMap(batch -> CONNECTED
                        .run(
                                redis,
                                batch.stream()
                                        .map(RedisSessionDirectory::sessionKey)
                                        .toList(),
                                List.of())
                        .map(lines -> connectedSince(batch, lines.split("\n", -1))))
                .collect(TreeMap::new, Map::putAll);
    }

    private static Map<SessionId, Instant> connectedSince(List<SessionId> batch, String[] lines) {
        Map<SessionId, Instant> since = new TreeMap<>();
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isEmpty()) {
                since.put(batch.get(i), WireTime.parse(lines[i]));
            }
        }
        return since;
    }

    private static List<String> keys(SessionId sessionId, String connectionId) {
        return List.of(sessionKey(sessionId), connectionKey(connectionId));
    }

    private static String connectionKey(String connectionId) {
        return "ws:connection:" + connectionId;
    }

    private static String sessionKey(SessionId sessionId) {
        return "ws:session:" + sessionId;
    }
}
