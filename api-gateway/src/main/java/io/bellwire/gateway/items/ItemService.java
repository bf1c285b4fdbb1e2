package io.bellwire.gateway.items;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.turns.UserTurns;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes and finds users' items, each in its turn. A change is one transaction: lock the counter, decide, store, count
 * up. It runs to its end even when the caller has hung up, since half a transaction's cancellation leaves connections in
 * an unknown state (spring-framework 25091), and is told to the listeners only when it is committed.
 */
@Service
class ItemService {

    /** Items; a whole list of 10,000 takes a second, and 60 MB while it is made. */
    private static final int SHORT_LIST = 1000;

    private final ItemRepository items;
    private final ItemQueries queries;
    private final ItemHistory history;
    private final UserTurns turns;
    private final TransactionalOperator transactions;
    private final List<ItemChangeListener> listeners;

    ItemService(
            ItemRepository items,
            ItemQueries queries,
            ItemHistory history,
            UserTurns turns,
            TransactionalOperator transactions,
            List<ItemChangeListener> listeners) {
        this.items = items;
        this.queries = queries;
        this.history = history;
        this.turns = turns;
        this.transactions = transactions;
        this.listeners = listeners;
    }

    /** Writes each draft in turn; one that is in conflict or refused does not stop the others. */
    Mono<List<WriteOutcome>> put(UserId user, List<ItemDraft> drafts) {
        List<ItemId> ids = drafts.stream().map(ItemDraft::id).distinct().toList();
        return change(user, ids, book -> drafts.stream().map(book::put).toList());
    }

    /** The tombstone; empty where the user has no such item. */
    Mono<Item> delete(UserId user, ItemId id, boolean erase) {
        Mono<Optional<Item>> deletion = change(user, List.of(id), book -> book.delete(id, erase));
        return deletion.flatMap(Mono::justOrEmpty);
    }

    Mono<Item> find(UserId user, ItemId id) {
        return turns.read(
                user,
                items.find(user, List.of(id)).filter(item -> !item.isDeleted()).next());
    }

    /**
     * A page; 400 where the page before cannot have ended with the item that the filter names. One that turns out to be
     * long is read anew, when there is room for it.
     */
    Mono<ItemPage> list(UserId user, ItemFilter filter) {
        if (filter.limit() != null && filter.limit() <= SHORT_LIST) {
            return turns.read(user, page(user, filter));
        }
        return turns.read(user, page(user, filter.withLimit(SHORT_LIST + 1)))
                .flatMap(begun ->
                        begun.count() <= SHORT_LIST ? Mono.just(begun) : turns.readMuch(user, page(user, filter)));
    }

    private Mono<ItemPage> page(UserId user, ItemFilter filter) {
        return queries.list(user, filter).flatMap(page -> {
            ItemId after = filter.after();
            return page.count() > 0 || after == null
                    ? Mono.just(page)
                    : items.find(user, List.of(after)).next().map(known -> page).switchIfEmpty(unknownItem());
        });
    }

    private static <T> Mono<T> unknownItem() {
        FieldError error = new FieldError("after", "must be the id of the last item of the page before");
        return Mono.error(() -> ApiException.invalid(List.of(error)));
    }

    /** What changed after {@code since}, or all there is where it is 0. */
    Mono<ChangePage> changes(UserId user, long since, int limit) {
        Mono<ChangePage> read =
                since == 0 ? history.changesFromNothing(user, limit) : history.changesAfter(user, since, limit);
        return turns.read(user, read);
    }

    private <T> Mono<T> change(UserId user, Collection<ItemId> ids, Function<ItemBook, T> action) {
        record Result<T>(T answer, List<ItemChange> changes) {}
        Mono<Result<T>> transaction = items.lockCounter(user)
                .flatMap(counter ->
                        items.find(user, ids).collectList().map(stored -> new ItemBook(user, counter, stored)))
                .flatMap(book -> {
                    T answer = action.apply(book);
                    return save(user, book).thenReturn(new Result<>(answer, book.changes()));
                })
                .as(transactions::transactional);
        Mono<T> whole = transaction.map(result -> {
            announce(user, result.changes());
            return result.answer();
        });
        return turns.write(user, whole);
    }

    private Mono<Void> save(UserId user, ItemBook book) {
        if (book.dirtyItems().isEmpty()) {
            return Mono.empty();
        }
        return Flux.concat(items.store(book.dirtyItems()), items.saveCounter(user, book.revision(), book.liveItems()))
                .then();
    }

    private void announce(UserId user, List<ItemChange> changes) {
        if (!changes.isEmpty()) {
            listeners.forEach(listener -> listener.changed(user, changes));
        }
    }
}
