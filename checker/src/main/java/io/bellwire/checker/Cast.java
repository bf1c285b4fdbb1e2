package io.bellwire.checker;

import io.bellwire.checker.actors.Accounts;
import io.bellwire.checker.actors.Device;
import io.bellwire.checker.actors.EventsWatcher;
import io.bellwire.checker.actors.ItemClient;
import io.bellwire.checker.actors.Operator;
import io.bellwire.checker.actors.Person;
import io.bellwire.checker.actors.Stage;
import io.bellwire.checker.actors.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who takes part: six people with a writer, four clients and two devices each; the first writes much, some stop reading. */
final class Cast {

    private static final int PEOPLE = 6;
    private static final int DEVICES_EACH = 2;
    private static final int OPERATORS = 3;

    private final Person operator;
    private final List<Person> people;
    private final List<Writer> writers = new ArrayList<>();
    private final List<ItemClient> clients = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<EventsWatcher> watchers = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();

    Cast(Stage stage) {
        Accounts accounts = new Accounts(stage);
        people = accounts.register(PEOPLE);
        operator = accounts.operator();
        for (int n = 0; n < PEOPLE; n++) {
            Person person = people.get(n);
            writers.add(new Writer(stage, person, n, n == 0));
            addClient(stage, person, n, "resuming", ItemClient.Kind.RESUMING, false);
            addClient(stage, person, n, "lazy", ItemClient.Kind.RESUMING, n < 2);
            addClient(stage, person, n, "desktop", ItemClient.Kind.DESKTOP, n == 1);
            addClient(stage, person, n, "browser", ItemClient.Kind.BROWSER, false);
            for (int device = 0; device < DEVICES_EACH; device++) {
                devices.add(new Device(stage, person, "device-" + n + "-" + device));
            }
            watchers.add(new EventsWatcher(stage, person, idsOf(person)));
        }
        watchers.add(new EventsWatcher(stage, operator, idsOf(null)));
        for (int n = 0; n < OPERATORS; n++) {
            operators.add(new Operator(stage, n, OPERATORS, operator, people, devices));
        }
    }

    private void addClient(Stage stage, Person person, int n, String name, ItemClient.Kind kind, boolean stalls) {
        clients.add(new ItemClient(stage, person, name + "-" + n, kind, stalls));
    }

    private Set<String> idsOf(@Nullable Person owner) {
        return devices.stream()
                .filter(device -> owner == null || device.owner().equals(owner))
                .map(Device::id)
                .collect(Collectors.toSet());
    }

    void start() {
        clients.forEach(ItemClient::connect);
        devices.forEach(Device::connect);
        watchers.forEach(EventsWatcher::connect);
        writers.forEach(Writer::start);
        operators.forEach(Operator::start);
    }

    boolean hasEnded() {
        return writers.stream().allMatch(Writer::hasEnded) && operators.stream().allMatch(Operator::hasEnded);
    }

    Person operator() {
        return operator;
    }

    List<Person> people() {
        return people;
    }

    List<ItemClient> clients() {
        return clients;
    }

    List<Device> devices() {
        return devices;
    }
}
