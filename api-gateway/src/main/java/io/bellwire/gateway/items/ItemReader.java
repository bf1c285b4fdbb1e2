package io.bellwire.gateway.items;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import io.bellwire.common.error.JsonErrors;
import io.bellwire.common.token.UserId;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reads what clients send as an item, by itself or in a bulk, and says what is wrong with it. */
@Component
class ItemReader {

    private final JsonMapper json;
    private final Validator validator;

    ItemReader(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /** @throws ApiException 400 naming each error, or 403 where the item names another user */
    ItemDraft read(JsonNode node, UserId caller) {
        if (!node.isObject()) {
            throw ApiException.badRequest("An item must be a JSON object");
        }
        try {
            return validated(json.treeToValue(node, ItemRequest.class), caller);
        } catch (JacksonException e) {
            throw JsonErrors.toAnswer(e);
        }
    }

    ItemDraft validated(ItemRequest request, UserId caller) {
        List<FieldError> errors = Stream.concat(
                        validator.validate(request).stream().map(ItemReader::toFieldError),
                        request.furtherErrors().stream())
                .sorted(Comparator.comparing(FieldError::field))
                .toList();
        if (!errors.isEmpty()) {
            throw ApiException.invalid(errors);
        }
        if (!request.isOf(caller)) {
            throw ApiException.forbidden("user_id must be your own");
        }
        return request.toDraft();
    }

    private static FieldError toFieldError(ConstraintViolation<ItemRequest> violation) {
        String path = violation.getPropertyPath().toString().replaceFirst("\\[(\\d+)]\\..*$", "[$1]");
        return new FieldError(
                PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, path), violation.getMessage());
    }
}
