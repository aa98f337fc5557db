// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The files that each micro-batch of a stream over files has brought, as Spark writes them down in
 * the stream's checkpoint before a batch begins. A stream does not tell those names otherwise, and
 * a file that has vanished since would go without a word.
 *
 * <p>Read are {@code offsets/N}, whose third line holds the source's position after batch N, and
 * {@code sources/0}, a log of the files by position, in which every tenth file repeats all before.
 */
final class SourceFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SOURCE_LINE = 2;
  private static final String COMPACT = ".compact";

  private final Path checkpoint;
  private final Configuration hadoop;

  SourceFiles(String checkpoint, Configuration hadoop) {
    this.checkpoint = new Path(checkpoint);
    this.hadoop = hadoop;
  }

  /**
   * The files of a batch, by path.
   *
   * @throws IOException if the checkpoint does not say
   */
  List<Path> of(long batch) throws IOException {
    long last = position(batch);
    long first = batch == 0 ? 0 : position(batch - 1) + 1;
    List<Path> files = new ArrayList<>();
    for (long position : LongStream.rangeClosed(first, last).toArray()) {
      addAt(position, files);
    }
    files.sort(null);
    return files;
  }

  private long position(long batch) throws IOException {
    Path file = new Path(new Path(checkpoint, "offsets"), String.valueOf(batch));
    List<String> lines = lines(file).orElseThrow(() -> unreadable(file, "is not there"));
    if (lines.size() <= SOURCE_LINE) {
      throw unreadable(file, "is too short");
    }
    JsonNode position = json(lines.get(SOURCE_LINE), file).path("logOffset");
    if (!position.canConvertToLong()) {
      throw unreadable(file, "tells no logOffset");
    }
    return position.asLong();
  }

  private void addAt(long position, List<Path> files) throws IOException {
    Path folder = new Path(new Path(checkpoint, "sources"), "0");
    Path plain = new Path(folder, String.valueOf(position));
    Optional<List<String>> lines = lines(plain);
    if (lines.isEmpty()) {
      lines = lines(new Path(folder, position + COMPACT));
    }
    List<String> entries = lines.orElseThrow(() -> unreadable(plain, "is not there"));
    for (String line : entries.subList(1, entries.size())) { // the first is the log's version
      JsonNode entry = json(line, plain);
      if (entry.path("batchId").asLong(-1) == position) {
        files.add(new Path(URI.create(entry.path("path").asText())));
      }
    }
  }

  private Optional<List<String>> lines(Path file) throws IOException {
    return SmallFiles.read(file, hadoop).map(text -> text.lines().toList());
  }

  private static JsonNode json(String line, Path file) throws IOException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw unreadable(file, "holds no JSON in the line '" + line + "'");
    }
  }

  private static IOException unreadable(Path file, String why) {
    return new IOException(
        "Cannot use the checkpoint: %s %s (start with another --checkpoint and another --output)"
            .formatted(file, why));
  }
}
