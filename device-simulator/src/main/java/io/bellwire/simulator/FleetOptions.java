package io.bellwire.simulator;

import io.bellwire.simulator.modbus.RegisterFile;
import io.bellwire.simulator.modbus.RegisterMap;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which devices to play, and where.
 *
 * @param url the worker, {@code ws://host:port} ({@code wss}, {@code http}, {@code https} too); with a path it is taken as the
 *     device socket itself, such as the gateway's {@code /modbus/ws/devices}
 * @param email whose devices they are
 * @param password of that account, never shown
 * @param devices how many, 1–10,000; default 1
 * @param sessionPrefix session ids are this and a number from 1; default {@code cerbo-}
 * @param interval between two reports of a device, at least 100 ms; default 2 s
 * @param connectsPerSecond how fast a fleet arrives, once its first device is in; default 100
 * @param registers addresses that unit 100 has besides 800–919; default none
 * @param clock tells the plants the time, its zone where noon is; default the machine's
 */
public record FleetOptions(
        URI url,
        String email,
        String password,
        int devices,
        String sessionPrefix,
        Duration interval,
        int connectsPerSecond,
        RegisterMap registers,
        Clock clock) {

    static final int MOST_DEVICES = 10_000;

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,119}");

    /**
     * @throws IllegalArgumentException with a sentence for people where a value is out of its range
     */
    public FleetOptions {
        url = webSocket(url);
        require(devices >= 1 && devices <= MOST_DEVICES, "The number of devices must be 1 to " + MOST_DEVICES + ".");
        require(
                PREFIX.matcher(sessionPrefix).matches(),
                "The session prefix must begin with a letter or digit and have up to 120 of A-Z a-z 0-9 . _ : @ -.");
        require(interval.compareTo(SHORTEST_INTERVAL) >= 0, "The interval must be 100ms at least.");
        require(connectsPerSecond >= 1, "At least one device a second must connect.");
    }

    public static FleetOptions of(URI url, String email, String password) {
        return new FleetOptions(
                url,
                email,
                password,
                1,
                "cerbo-",
                Duration.ofSeconds(2),
                100,
                RegisterFile.none(),
                Clock.systemDefaultZone());
    }

    public FleetOptions withDevices(int number) {
        return new FleetOptions(
                url, email, password, number, sessionPrefix, interval, connectsPerSecond, registers, clock);
    }

    public FleetOptions withSessionPrefix(String prefix) {
        return new FleetOptions(url, email, password, devices, prefix, interval, connectsPerSecond, registers, clock);
    }

    public FleetOptions withInterval(Duration time) {
        return new FleetOptions(
                url, email, password, devices, sessionPrefix, time, connectsPerSecond, registers, clock);
    }

    public FleetOptions withConnectsPerSecond(int rate) {
        return new FleetOptions(url, email, password, devices, sessionPrefix, interval, rate, registers, clock);
    }

    public FleetOptions withRegisters(RegisterMap further) {
        return new FleetOptions(
                url, email, password, devices, sessionPrefix, interval, connectsPerSecond, further, clock);
    }

    public FleetOptions withClock(Clock time) {
        return new FleetOptions(
                url, email, password, devices, sessionPrefix, interval, connectsPerSecond, registers, time);
    }

    List<String> sessionIds() {
        return IntStream.rangeClosed(1, devices)
                .mapToObj(number -> sessionPrefix + number)
                .toList();
    }

    private static URI webSocket(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String webSocket =
                switch (scheme) {
                    case "ws", "http" -> "ws";
                    case "wss", "https" -> "wss";
                    default -> "";
                };
        require(
                !webSocket.isEmpty() && url.getHost() != null,
                "The URL must be ws://host:port or wss://host:port, with or without a path.");
        return URI.create(webSocket + url.toString().substring(scheme.length()));
    }

    private static void require(boolean met, String sentence) {
        if (!met) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "FleetOptions[url=" + url + ", devices=" + devices + ", sessionPrefix=" + sessionPrefix + ", interval="
                + interval + "]";
    }
}
