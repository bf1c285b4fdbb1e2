package io.bellwire.quickstart;

import io.bellwire.localservices.LocalServiceException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: starts everything, says where it is, and goes on until it is interrupted. */
@Command(
        name = "bellwire",
        sortOptions = false,
        usageHelpAutoWidth = true,
        versionProvider = Version.class,
        subcommands = WatchCommand.class,
        description = {
            "Starts PostgreSQL, Redis, the gateway, the worker and a few simulated devices in one go, on loopback alone, "
                    + "and says what to do with them. A port 0 stands for any free one.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:it did not start; the reason is in the error output",
            "2:an option is wrong",
            "130:interrupted with Ctrl-C",
            "143:ended by SIGTERM"
        })
public final class QuickstartCommand implements Callable<Integer> {

    private static final int MOST_DEVICES = 1_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "Where everything is kept, over restarts. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of("data");

    @Option(
            names = "--gateway-port",
            paramLabel = "PORT",
            defaultValue = "8000",
            description = "People's side. Default: ${DEFAULT-VALUE}")
    private int gatewayPort;

    @Option(
            names = "--worker-port",
            paramLabel = "PORT",
            defaultValue = "8003",
            description = "The devices' side. Default: ${DEFAULT-VALUE}")
    private int workerPort;

    @Option(
            names = "--postgres-port",
            paramLabel = "PORT",
            defaultValue = "15432",
            description = "Default: ${DEFAULT-VALUE}")
    private int postgresPort;

    @Option(
            names = "--redis-port",
            paramLabel = "PORT",
            defaultValue = "16379",
            description = "Default: ${DEFAULT-VALUE}")
    private int redisPort;

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many devices to simulate, 0 to 1000. Default: ${DEFAULT-VALUE}")
    private int devices;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    private boolean version;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** With errors of one sentence, where picocli would print the whole help text or a stack trace. */
    static CommandLine commandLine() {
        return new CommandLine(new QuickstartCommand())
                .setParameterExceptionHandler((wrong, arguments) -> {
                    PrintWriter err = wrong.getCommandLine().getErr();
                    err.println(wrong.getMessage());
                    err.println("See bellwire --help.");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, result) -> {
                    command.getErr().println(failure.getMessage());
                    return ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command().getOut();
        if (devices < 0 || devices > MOST_DEVICES) {
            throw new ParameterException(command(), "The number of devices must be 0 to " + MOST_DEVICES + ".");
        }
        try {
            Addresses addresses = Addresses.of(gatewayPort, workerPort, postgresPort, redisPort);
            DataFolder folder = DataFolder.at(data);
            Progress progress = new Progress(out);
            progress.line("Starting PostgreSQL, Redis, gateway and worker in " + folder.path());
            folder.takeLogs();
            LocalSystem system = new LocalSystem(addresses, folder, progress);
            system.start();
            out.print(new Welcome(addresses, folder, system.connectDevices(devices)).text());
            out.flush();
        } catch (LocalServiceException | StartFailure sentence) {
            command().getErr().println(sentence.getMessage());
            return ExitCode.SOFTWARE;
        }
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec.commandLine();
    }
}
