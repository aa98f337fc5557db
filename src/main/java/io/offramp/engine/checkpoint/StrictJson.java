// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON read token by token, so that a large text makes no tree: what is not of the expected type,
 * or said twice, is refused by its name.
 */
final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // names are tensors': used once, and chosen by whoever wrote the file
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final int MAX_INTEGERS = 1_000;

  private final Content content;
  private final JsonParser parser;

  private StrictJson(Content content, JsonParser parser) {
    this.content = content;
    this.parser = parser;
  }

  /** What is done with each field of an object. */
  interface FieldReader {
    /** Reads the value of the field, which comes next. */
    void read(String field, StrictJson json) throws IOException;
  }

  /**
   * Reads one object that fills the bytes.
   *
   * @param what what messages call it
   * @throws CheckpointException if it is anything else
   */
  static void read(Content content, byte[] bytes, String what, FieldReader fields) {
    // A decoder of its own: what is not UTF-8 ends in a refusal, not in replaced characters.
    InputStreamReader text =
        new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = FACTORY.createParser(text)) {
      StrictJson json = new StrictJson(content, parser);
      json.object(what, fields);
      if (parser.nextToken() != null) {
        throw content.refusal(
            "%s goes on after its end (must be one JSON object; copy the file again)"
                .formatted(what));
      }
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "Cannot read %s: %s is not sound JSON: %s (copy the file again)"
              .formatted(content.name(), what, Shown.of(e.getOriginalMessage())),
          e);
    } catch (IOException e) {
      throw new CheckpointException(
          "Cannot read %s: %s is not UTF-8 text (copy the file again)"
              .formatted(content.name(), what),
          e);
    }
  }

  /** Reads an object, a field at a time. */
  void object(String what, FieldReader fields) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, what, "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      fields.read(parser.currentName(), this);
    }
  }

  /** Reads a string. */
  String text(String what) throws IOException {
    require(parser.nextToken() == JsonToken.VALUE_STRING, what, "a string");
    return parser.getText();
  }

  /** Reads an array of integers of at least 0. */
  List<Long> counts(String what) throws IOException {
    require(
        parser.nextToken() == JsonToken.START_ARRAY,
        what,
        "an array of at most " + MAX_INTEGERS + " integers");
    List<Long> counts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT && counts.size() < MAX_INTEGERS,
          what,
          "an array of at most " + MAX_INTEGERS + " integers");
      // what does not fit into a long is an error of the parser's
      long count = parser.getLongValue();
      require(count >= 0, what, "integers of at least 0");
      counts.add(count);
    }
    return counts;
  }

  /** Reads over whatever comes. */
  void skip() throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }

  private void require(boolean holds, String what, String mustBe) throws IOException {
    if (!holds) {
      throw content.refusal(
          "%s is %s (must be %s; copy the file again)".formatted(what, shownToken(), mustBe));
    }
  }

  private String shownToken() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "missing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "\"" + Shown.of(parser.getText()) + "\"";
      default -> Shown.of(parser.getText());
    };
  }
}
