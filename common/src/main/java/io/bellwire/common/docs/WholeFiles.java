package io.bellwire.common.docs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.springdoc.webflux.ui.SwaggerIndexTransformer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.resource.TransformedResource;

/**
 * Has the files of the documents' pages read out of their jar at once and whole, and kept as long as there is room. Sent
 * while they are read, a caller that hangs up closes the jar's stream under the reading thread, and some later caller of
 * any of its files gets a 500.
 */
@Component
final class WholeFiles implements BeanPostProcessor {

    private final Cache<URI, Resource> files =
            Caffeine.newBuilder().softValues().build();

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof SwaggerIndexTransformer pages) {
            return (SwaggerIndexTransformer) (exchange, file, chain) ->
                    pages.transform(exchange, file, chain).map(this::whole);
        }
        return bean;
    }

    private Resource whole(Resource file) {
        return file instanceof TransformedResource ? file : files.get(uri(file), uri -> read(file));
    }

    private static URI uri(Resource file) {
        try {
            return file.getURI();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Resource read(Resource file) {
        try {
            return new TransformedResource(file, file.getContentAsByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
