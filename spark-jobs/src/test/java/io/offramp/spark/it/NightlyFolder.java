// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import io.offramp.spark.demo.DemoCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A folder in which files arrive, and what {@code score --checkpoint} makes of them. */
final class NightlyFolder {
  static final int FILES = 6;
  static final int FILES_PER_BATCH = 2;
  static final int BATCHES = FILES / FILES_PER_BATCH;
  static final int ROWS = Integer.getInteger("offramp.kill.rows", 3000);

  /** The folder of the file that comes late. */
  static final String LATE = "lang=it";

  private static final List<String> FOLDERS = List.of("lang=de", "lang=en");
  private static final int BAD = 50;

  private final Path folder;

  NightlyFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    for (int file = 0; file < FILES; file++) {
      deliver(FOLDERS.get(file % FOLDERS.size()), file);
    }
  }

  /** One more file. */
  void deliverLate() throws IOException {
    deliver(LATE, FILES);
  }

  /** Rows of which some have no text; one line is no row at all. */
  private void deliver(String partition, int file) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (DemoCorpus.Request request : DemoCorpus.write(ROWS, file)) {
      long id = (long) file * ROWS + request.id();
      String text = id % BAD == 0 ? "" : request.text();
      lines.append("{\"id\":%d,\"text\":\"%s\"}%n".formatted(id, text));
    }
    lines.append("{\"id\": this is file %d%n".formatted(file));
    Path coming = Files.writeString(folder.resolve("coming"), lines);
    Path place = input().resolve(partition).resolve("%d.jsonl".formatted(file));
    Files.createDirectories(input().resolve(partition));
    Files.move(coming, place);
  }

  /** As a scheduler would have it. */
  List<String> command(Path bundle, Path policy, String master) {
    return List.of(
        launcher(),
        "score",
        "--master",
        master,
        "--bundle",
        bundle.toString(),
        "--policy",
        policy.toString(),
        "--input",
        input().toString(),
        "--output",
        output().toString(),
        "--output-format",
        "jsonl",
        "--quarantine",
        quarantine().toString(),
        "--checkpoint",
        checkpoint().toString(),
        "--max-files-per-batch",
        String.valueOf(FILES_PER_BATCH),
        "--precision",
        "fp32");
  }

  static String launcher() {
    return Path.of(System.getProperty("offramp.root", "..")).resolve("offramp").toString();
  }

  Path folder() {
    return folder;
  }

  Path input() {
    return folder.resolve("in");
  }

  Path output() {
    return folder.resolve("out");
  }

  Path quarantine() {
    return folder.resolve("bad");
  }

  Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  /** Whether the checkpoint says that a batch is to be scored. */
  boolean hasBegun(int batch) {
    return Files.exists(checkpoint().resolve("offsets/" + batch));
  }

  /** How far the run has come, by what is on the disk. */
  String stage() throws IOException {
    long begun = count(checkpoint().resolve("offsets"), "\\d+");
    long counting = count(output().resolve("_offramp/batches"), "batch-\\d+\\.json");
    long staged = count(output().resolve("_offramp/staging"), "batch-.*");
    long known = count(checkpoint().resolve("commits"), "\\d+");
    if (begun == 0) {
      return "before the first batch";
    }
    if (begun > counting) {
      return "while scoring batch " + (begun - 1);
    }
    if (staged > 0) {
      return "while batch %d is put into place".formatted(counting - 1);
    }
    String after = counting >= BATCHES ? "after the last batch" : "between batches";
    return String.format(
        Locale.ROOT, "%s (%d put into place, %d known to Spark)", after, counting, known);
  }

  private static long count(Path folder, String pattern) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).count();
    }
  }
}
