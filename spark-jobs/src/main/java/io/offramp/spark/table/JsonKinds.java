// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Which kinds of values JSON files have. Spark reads a column of several kinds as text, numbers
 * among strings say, and does not say so.
 */
final class JsonKinds {
  private static final int LINES = 100;
  private static final int MOST_TASKS = 1000;
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonKinds() {}

  /**
   * A note for each column whose kind differs between files, by the first hundred lines of each,
   * naming the column and two files.
   */
  static List<String> notes(SparkSession spark, List<Path> files) {
    if (files.size() < 2) {
      return List.of();
    }
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    List<FileSchema> kinds =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(
                files.stream().map(Path::toString).toList(), Math.min(files.size(), MOST_TASKS))
            .map(name -> kinds(name, hadoop.value()))
            .collect();
    Map<String, FileSchema> firstWith = new LinkedHashMap<>();
    Map<String, String> notes = new LinkedHashMap<>();
    for (FileSchema file : kinds) {
      file.types()
          .forEach(
              (column, kind) -> {
                FileSchema first = firstWith.computeIfAbsent(column, name -> file);
                String expected = first.types().get(column);
                if (!kind.equals(expected)) {
                  notes.putIfAbsent(
                      column,
                      "column '%s' has %s values in %s, in %s %s ones; all are read as text"
                          .formatted(column, kind, file.file(), first.file(), expected));
                }
              });
    }
    return new ArrayList<>(notes.values());
  }

  private static FileSchema kinds(String name, Configuration hadoop) throws IOException {
    LinkedHashMap<String, String> kinds = new LinkedHashMap<>();
    Path file = new Path(name);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
    try (InputStream raw = file.getFileSystem(hadoop).open(file);
        InputStream in = codec == null ? raw : codec.createInputStream(raw);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      for (int number = 0; line != null && number < LINES; number++) {
        add(line, kinds);
        line = lines.readLine();
      }
    }
    return new FileSchema(name, "", kinds);
  }

  private static void add(String line, Map<String, String> kinds) {
    try {
      JsonNode row = MAPPER.readTree(line);
      row.fields()
          .forEachRemaining(
              field -> {
                if (!field.getValue().isNull()) {
                  kinds.putIfAbsent(field.getKey(), kind(field.getValue()));
                }
              });
    } catch (JsonProcessingException e) {
      // a malformed line says nothing about columns
    }
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "text";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      default -> "object";
    };
  }
}
