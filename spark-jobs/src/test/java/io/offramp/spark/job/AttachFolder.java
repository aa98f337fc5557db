// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with tables to attach exits by, a work folder, and a place for the bundle. */
final class AttachFolder {
  private final Path folder;

  AttachFolder(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(work());
  }

  Path out() {
    return folder.resolve("out");
  }

  Path work() {
    return folder.resolve("work");
  }

  AttachRequests request(Bundle bundle, String data) {
    return new AttachRequests(bundle, data, out()).workDir(work());
  }

  String samples(String name, int rows, long seed) {
    return Tables.text(folder.resolve(name), Tables.jsonl(TinyBundle.samples(rows, seed)));
  }

  String unlabelled(String name, int rows, long seed) {
    List<String> lines = new ArrayList<>(List.of("text"));
    TinyBundle.samples(rows, seed).forEach(sample -> lines.add(sample.text()));
    return lines(name, lines.toArray(new String[0]));
  }

  String lines(String name, String... lines) {
    return Tables.lines(folder.resolve(name), lines);
  }
}
