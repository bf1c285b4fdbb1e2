package io.bellwire.localservices;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PostgreSQL and Redis, started by a Java process of its own that can be killed. */
final class ServicesProcess {

    private final Process java;
    private final Map<String, Long> pids;

    private ServicesProcess(Process java, Map<String, Long> pids) {
        this.java = java;
        this.pids = pids;
    }

    static ServicesProcess start(Path folder) throws IOException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServicesProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = java.inputReader();
        Map<String, Long> pids = output.lines()
                .dropWhile(line -> !line.startsWith("up "))
                .findFirst()
                .map(line -> Stream.of(line.substring(3).split(" "))
                        .map(entry -> entry.split("="))
                        .collect(Collectors.toMap(entry -> entry[0], entry -> Long.valueOf(entry[1]))))
                .orElseThrow(() -> new IOException("did not start"));
        return new ServicesProcess(java, pids);
    }

    ProcessHandle java() {
        return java.toHandle();
    }

    long pid(String service) {
        return pids.get(service);
    }

    void kill9() throws InterruptedException {
        java.destroyForcibly().waitFor();
    }

    void sigterm() throws InterruptedException {
        java.destroy();
        java.waitFor();
    }

    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[0]);
        LocalPostgres postgres = LocalPostgres.in(folder.resolve("postgresql")).start();
        LocalRedis redis = LocalRedis.in(folder.resolve("redis")).start();
        long postmaster = Leftovers.in(folder.resolve("postgresql")).get(0).pid();
        System.out.println(
                "up postgres=" + postmaster + " redis=" + redis.process().pid() + " port=" + postgres.port());
        Thread.currentThread().join();
    }
}
