package io.bellwire.checker;

import io.bellwire.checker.actors.Audit;
import io.bellwire.checker.actors.Stage;
import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.cluster.Instance;
import io.bellwire.checker.cluster.TruthTable;
import io.bellwire.checker.faults.BusMischief;
import io.bellwire.checker.faults.FaultKind.Lane;
import io.bellwire.checker.faults.FaultPlan;
import io.bellwire.checker.faults.FaultRunner;
import io.bellwire.checker.faults.Scene;
import io.bellwire.checker.history.Disturbances;
import io.bellwire.checker.history.Disturbances.Concern;
import io.bellwire.checker.history.Journal;
import io.bellwire.checker.verify.Violation;
import io.bellwire.checker.verify.Violation.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Runs a random history under faults and judges it: {@code -Dbellwire.checker.duration=10m -Dbellwire.checker.seed=42}. */
public final class Checker {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final Duration WIND_DOWN = Duration.ofSeconds(300);

    private final CheckerOptions options;
    private final Instant start = Instant.now();
    private final Journal journal = new Journal();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "referee");
        thread.setDaemon(true);
        return thread;
    });

    public Checker(CheckerOptions options) {
        this.options = options;
    }

    public static void main(String[] args) throws SQLException {
        new Checker(CheckerOptions.ofSystemProperties()).run();
        System.exit(0);
    }

    /** Prints what happens and, where nothing was wrong, the summary; throws the first {@link Violation}. */
    public String run() throws SQLException {
        say("seed %d for %s".formatted(options.seed(), options.duration()));
        try (Cluster cluster = Cluster.start();
                TruthTable table = new TruthTable(cluster.postgres().database());
                BusMischief bus = new BusMischief(cluster.redis().port());
                Stage stage = new Stage(cluster, journal, options.seed())) {
            say("two gateways, two workers, PostgreSQL and Redis are up");
            return run(cluster, table, bus, stage);
        } finally {
            clock.shutdownNow();
        }
    }

    private String run(Cluster cluster, TruthTable table, BusMischief bus, Stage stage) throws SQLException {
        Cast cast = new Cast(stage);
        Referee referee = new Referee(
                journal,
                table,
                this::isConnectedThroughout,
                cast.people().stream().map(person -> person.id()).toList());
        Summary summary = new Summary(options, journal, cluster, bus);
        every(BETWEEN_LOOKS, () -> look(referee, cluster));
        every(BETWEEN_LINES, () -> say(summary.progress()));
        cast.start();
        List<FaultRunner> lanes = lanes(new Scene(cluster, bus, journal));
        try {
            act(stage, cast, lanes);
        } catch (RuntimeException | Error e) {
            say("seed %d: %s".formatted(options.seed(), e.getMessage()));
            throw e;
        } finally {
            lanes.forEach(FaultRunner::close);
            clock.shutdownNow();
        }
        awaitReferee();
        say("all is healed and nobody writes any more");
        Audit audit = new Audit(stage, cast.operator(), cast.people());
        try {
            new FinalCheck(cluster, referee, table, bus, audit, cast.clients(), cast.devices()).run();
            requireSound(cluster);
        } catch (Violation violation) {
            say("seed %d, at the end: %s".formatted(options.seed(), violation.getMessage()));
            throw violation;
        }
        String text = summary.text(Duration.between(start, Instant.now()));
        say("\n" + text);
        return text;
    }

    private void act(Stage stage, Cast cast, List<FaultRunner> lanes) {
        CompletableFuture<?>[] healed = lanes.stream().map(FaultRunner::start).toArray(CompletableFuture[]::new);
        CompletableFuture<Void> time = new CompletableFuture<>();
        clock.schedule(() -> time.complete(null), options.duration().toMillis(), TimeUnit.MILLISECONDS);
        orFailure(time);
        stage.lastCall();
        orFailure(CompletableFuture.allOf(healed).orTimeout(WIND_DOWN.toSeconds(), TimeUnit.SECONDS));
        Awaitility.await("the last answers").atMost(WIND_DOWN).until(() -> cast.hasEnded() || failure.isDone());
        if (failure.isDone()) {
            orFailure(failure);
        }
    }

    private void orFailure(CompletableFuture<?> wanted) {
        try {
            CompletableFuture.anyOf(failure, wanted).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private List<FaultRunner> lanes(Scene scene) {
        List<FaultRunner> lanes = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            List<FaultPlan.Fault> plan = FaultPlan.of(options.seed(), lane, options.duration());
            lanes.add(new FaultRunner(scene, plan, options.duration(), this::say));
        }
        return lanes;
    }

    private void look(Referee referee, Cluster cluster) {
        try {
            referee.look();
            requireSound(cluster);
        } catch (RuntimeException | Error e) {
            failure.completeExceptionally(e);
            throw e;
        }
    }

    private static void requireSound(Cluster cluster) {
        cluster.instances().forEach(Instance::maxRssMebibytes);
        cluster.instances().stream()
                .flatMap(instance -> instance.complaint().stream())
                .findFirst()
                .ifPresent(complaint -> {
                    throw new Violation(Kind.PROCESS, complaint);
                });
    }

    /** The last look has ended, so that the final check has the referee for itself. */
    private void awaitReferee() {
        try {
            if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the referee does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a command depends on; entries in Redis are renewed every 20 s. */
    private boolean isConnectedThroughout(String device, Instant from, Instant to) {
        Stream<Concern> shared = Stream.of(
                        "worker-0",
                        "worker-1",
                        "gateway-0",
                        "gateway-1",
                        "devices-0",
                        "devices-1",
                        "clients-0",
                        "clients-1",
                        "callers-0",
                        "callers-1")
                .map(part -> new Concern(part, Duration.ofSeconds(5)));
        Stream<Concern> stores = Stream.of(
                new Concern(Disturbances.MACHINE, Duration.ofSeconds(5)),
                new Concern("redis", Duration.ofSeconds(25)),
                new Concern("postgres", Duration.ofSeconds(10)));
        Stream<Concern> own = Stream.of(new Concern("device " + device, Duration.ofSeconds(2)));
        List<Concern> concerns =
                Stream.of(shared, stores, own).flatMap(all -> all).toList();
        return journal.disturbances().calm(concerns, from, to);
    }

    private void every(Duration interval, Runnable action) {
        clock.scheduleWithFixedDelay(action, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void say(String what) {
        Duration passed = Duration.between(start, Instant.now());
        System.out.printf("%4d.%03d s  %s%n", passed.toSeconds(), passed.toMillisPart(), what);
    }

    /** For those who read the plan rather than the run. */
    public static List<String> plan(CheckerOptions options) {
        return Arrays.stream(Lane.values())
                .flatMap(lane -> FaultPlan.of(options.seed(), lane, options.duration()).stream())
                .map(Object::toString)
                .toList();
    }
}
