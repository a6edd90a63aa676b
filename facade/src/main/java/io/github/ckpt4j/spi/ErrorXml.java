package io.github.ckpt4j.spi;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads an error in XML, which object stores and some clouds send, as the JSON that it corresponds to:
 * {@code <Error><Code>NoSuchKey</Code></Error>} as {@code {"Code":"NoSuchKey"}}.
 */
final class ErrorXml {
  private static final int DEEPEST = 8;

  private ErrorXml() {}

  /** The contents of the document's element, as far as they can be read; null for anything else. */
  static @Nullable JsonObject read(String body) {
    String text = body.replaceFirst("^\ufeff", "").stripLeading();
    if (!text.startsWith("<")) {
      return null;
    }
    JsonObject content = new JsonObject();
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(new StringReader(text));
      while (xml.next() != XMLStreamConstants.START_ELEMENT) {
        // A comment, or an instruction.
      }
      String name = xml.getLocalName();
      String own = read(xml, content, DEEPEST);
      if (content.isEmpty()) {
        content.addProperty(own.isEmpty() ? "code" : "message", own.isEmpty() ? name : own);
      }
    } catch (XMLStreamException e) {
      // Another format, or cut: what was read by then may have the reason.
    }
    return content.isEmpty() ? null : content;
  }

  /** Entities are not looked up, and a document type is not read. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /** Reads the current element to its end, and returns its own text. */
  private static String read(XMLStreamReader xml, JsonObject into, int depth)
      throws XMLStreamException {
    if (depth == 0) {
      throw new XMLStreamException("Deeper than any error");
    }
    StringBuilder text = new StringBuilder();
    for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        child(xml, into, depth);
      } else if (xml.hasText() && event != XMLStreamConstants.COMMENT) {
        text.append(xml.getText());
      }
    }
    return text.toString().strip();
  }

  /** Of several elements of one name the first counts. */
  private static void child(XMLStreamReader xml, JsonObject into, int depth)
      throws XMLStreamException {
    String name = xml.getLocalName();
    JsonObject content = new JsonObject();
    boolean isFirst = !into.has(name);
    if (isFirst) {
      into.add(name, content); // Before its end, which a cut document does not have.
    }
    String text = read(xml, content, depth - 1);
    JsonElement value = content.isEmpty() ? new JsonPrimitive(text) : content;
    if (isFirst) {
      into.add(name, value);
    }
  }
}
