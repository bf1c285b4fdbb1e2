package io.bellwire.quickstart;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/**
 * What is where, and three commands to paste.
 *
 * @param sessionIds of the connected devices
 */
record Welcome(Addresses addresses, DataFolder folder, List<String> sessionIds) {

    private static final String TEXT = """

            Bellwire is running. Ctrl-C ends it.

              Gateway     %1$s   API %1$s/swagger-ui.html
              Worker      %2$s   API %2$s/swagger-ui.html
              PostgreSQL  %3$s
              Redis       %4$s
              Data        %5$s
              Log         %6$s

              User        %7$s   %8$s   devices: %9$s
              Operator    %10$s   %11$s

            Paste into another terminal:

            # 1. Sign in and list the devices
            TOKEN=$(curl -s %1$s/api/v1/auth/login -H 'Content-Type: application/json' \\
              -d '{"email":"%7$s","password":"%8$s"}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
            curl -s %1$s/api/energetic_device_proxy/devices/connected -H "Authorization: Bearer $TOKEN"

            # 2. Send a message to a device and see it answered
            %12$s --device %13$s --answer | { read -r watching
              curl -s '%1$s/api/energetic_device_proxy/send_message?session_token=%13$s' \\
                -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                -d '{"command":"set_grid_feed","power":500}'; echo; cat; }

            # 3. Watch live telemetry
            %12$s

            """;

    String text() {
        return TEXT.formatted(
                addresses.gateway(),
                addresses.worker(),
                addresses.postgres(),
                addresses.redis(),
                folder.path(),
                folder.log(),
                DemoAccount.USER.email(),
                DemoAccount.USER.password(),
                devices(),
                DemoAccount.OPERATOR.email(),
                DemoAccount.OPERATOR.password(),
                watch(),
                sessionIds.isEmpty() ? "cerbo-1" : sessionIds.get(0));
    }

    private String devices() {
        int number = sessionIds.size();
        return number > 3
                ? sessionIds.get(0) + " to " + sessionIds.get(number - 1)
                : number == 0 ? "none" : String.join(", ", sessionIds);
    }

    private String watch() {
        String url = addresses.gatewayPort() == Addresses.DEFAULT_GATEWAY_PORT ? "" : " --url " + addresses.gateway();
        return thisCommand() + " watch" + url;
    }

    /** How this program was started, from any folder. */
    private static String thisCommand() {
        String classPath = System.getProperty("java.class.path");
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
                ? "java -jar "
                        + quoted(Path.of(classPath).toAbsolutePath().normalize().toString())
                : "java -cp " + quoted(classPath) + " " + QuickstartCommand.class.getName();
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:@%+=,-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
