// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.spark.demo.DemoCorpus;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small tables under the names that pages use: support requests, and traces of other programs. */
final class SmallTables {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int TRAINING_ROWS = 160;
  private static final int DEV_ROWS = 60;

  /** Enough for a drop of 0.01 at a confidence of 0.95. */
  private static final int CERTIFYING_ROWS = 640;

  /** Two thirds of them are enough for 0.002 at 0.9, three tenths for 0.02 at 0.9. */
  private static final int MANY_ROWS = 2000;

  /** The folder of a page's corpus that such a bound is certified on. */
  private static final String LARGE = "agnews";

  private static final int TRACED_ROWS = 640;
  private static final double LAST_IS_RIGHT = 0.9;

  private SmallTables() {}

  /** What rows are labelled with. */
  enum Labels {
    DESK,
    /** The desk, and whether the request is a long one. */
    SET,
    /** Larger for each desk, and with the length. */
    NUMBER;

    /** What the rows of a page are labelled with. */
    static Labels of(String page) {
      if (page.endsWith("multi-label.md")) {
        return SET;
      }
      return page.endsWith("regression.md") ? NUMBER : DESK;
    }

    void put(ObjectNode row, DemoCorpus.Request request) {
      boolean isLong = request.text().length() > 100;
      switch (this) {
        case DESK -> row.put("label", request.label());
        case SET -> {
          ArrayNode set = row.putArray("label").add(request.label());
          if (isLong) {
            set.add("long");
          }
        }
        case NUMBER ->
            row.put("label", 1 + DemoCorpus.desks().indexOf(request.label()) + (isLong ? 0.5 : 0));
      }
    }
  }

  /** Rows labelled with a desk. */
  static void rows(Path file) {
    rows(file, Labels.DESK);
  }

  /** Labelled rows; their number, and whether the file is packed, go by its name. */
  static void rows(Path file, Labels labels) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    if (dot < 0) {
      rows(file.resolve("part-0.jsonl"), labels); // a folder
      return;
    }
    String stem = name.substring(0, dot);
    StringBuilder lines = new StringBuilder();
    int rows = file.toAbsolutePath().toString().contains(LARGE) ? MANY_ROWS : count(stem);
    for (DemoCorpus.Request request : requests(stem).subList(0, rows)) {
      ObjectNode row = MAPPER.createObjectNode();
      row.put("id", stem + "-" + request.id());
      row.put("text", request.text());
      labels.put(row, request);
      lines.append(row).append('\n');
    }
    write(file, lines.toString());
  }

  /** As many as any table has; the first ones are the same however many there are. */
  private static List<DemoCorpus.Request> requests(String stem) {
    return DemoCorpus.write(MANY_ROWS, stem.hashCode());
  }

  private static int count(String stem) {
    return switch (stem) {
      case "train" -> TRAINING_ROWS;
      case "dev" -> DEV_ROWS;
      case "test" -> 2 * CERTIFYING_ROWS;
      case "labelled" -> MANY_ROWS;
      default -> CERTIFYING_ROWS;
    };
  }

  /** Fills in the labels of a file with the columns id and label, as its rows have them. */
  static void fillIn(Path file) {
    StringBuilder filled = new StringBuilder();
    Map<String, List<DemoCorpus.Request>> tables = new HashMap<>();
    for (String line : Tables.read(file).lines().toList()) {
      String id = line.substring(0, line.indexOf(','));
      int dash = id.lastIndexOf('-');
      filled.append(id).append(',');
      filled.append(
          dash < 0
              ? "label"
              : tables
                  .computeIfAbsent(id.substring(0, dash), SmallTables::requests)
                  .get(Integer.parseInt(id.substring(dash + 1)))
                  .label());
      filled.append('\n');
    }
    Tables.text(file, filled.toString());
  }

  /** The tables of the page about traces, in the folders and with the columns that it names. */
  static void traces(Path folder) {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder wide = new StringBuilder("id,lang,label,p1,p2,y1,y2\n");
    StringBuilder probabilities = new StringBuilder();
    List<StringBuilder> runs = List.of(longTable(), longTable());
    for (int row = 0; row < TRACED_ROWS; row++) {
      String last = random.nextBoolean() ? "sports" : "politics";
      String label = random.nextDouble() < LAST_IS_RIGHT ? last : other(last);
      double sure = 0.5 + random.nextDouble() / 2;
      String first = random.nextDouble() < sure ? last : other(last);
      double certain = 0.5 + random.nextDouble() / 2;
      wide.append("u%d,en,%s,%.4f,%.4f,%s,%s\n".formatted(row, label, sure, certain, first, last));
      probabilities.append(
          "{\"id\": \"u%d\", \"label\": \"%s\", \"probabilities\": [%s, %s]}\n"
              .formatted(row, label, pair(first, sure), pair(last, certain)));
      runs.get(row % 2)
          .append("u%d,2,%.4f,%s,%s\n".formatted(row, sure, first, label))
          .append("u%d,4,%.4f,%s,%s\n".formatted(row, certain, last, label));
    }
    write(folder.resolve("wide.csv"), wide.toString());
    write(folder.resolve("probabilities.jsonl"), probabilities.toString());
    write(folder.resolve("runs/monday.csv.gz"), runs.get(0).toString());
    write(folder.resolve("runs/tuesday.csv.gz"), runs.get(1).toString());
  }

  /** Training rows of the two classes that the page about traces has. */
  static void sportsAndPolitics(Path file) {
    StringBuilder lines = new StringBuilder();
    for (DemoCorpus.Request request : DemoCorpus.write(TRAINING_ROWS, 5)) {
      boolean sports = DemoCorpus.desks().indexOf(request.label()) < 2;
      ObjectNode row = MAPPER.createObjectNode();
      row.put("text", request.text()).put("label", sports ? "sports" : "politics");
      lines.append(row).append('\n');
    }
    write(file, lines.toString());
  }

  private static StringBuilder longTable() {
    return new StringBuilder("id,exit,confidence,prediction,label\n");
  }

  private static String other(String label) {
    return label.equals("sports") ? "politics" : "sports";
  }

  private static String pair(String prediction, double sure) {
    double first = prediction.equals("sports") ? sure : 1 - sure;
    return "[%.4f, %.4f]".formatted(first, 1 - first);
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      if (file.toString().endsWith(".gz")) {
        Files.write(file, Tables.gzipped(text));
      } else {
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
