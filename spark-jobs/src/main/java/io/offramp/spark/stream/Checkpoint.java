// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What Spark keeps of a stream, as far as a table has to know it. */
public final class Checkpoint {
  private final Path folder;
  private final Configuration hadoop;

  /** The checkpoint in a folder, which need not be there yet. */
  public Checkpoint(String folder, Configuration hadoop) {
    this.folder = new Path(folder);
    this.hadoop = hadoop;
  }

  /**
   * The stream's identity; empty: it never ran.
   *
   * @throws LedgerException if it cannot be read
   */
  public Optional<String> id() {
    Path file = new Path(folder, "metadata");
    try {
      Optional<String> text = SmallFiles.read(file, hadoop);
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(new ObjectMapper().readTree(text.get()).path("id").asText());
    } catch (IOException | IllegalArgumentException e) {
      throw new LedgerException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Whether a batch was done.
   *
   * @throws LedgerException if that cannot be read
   */
  public boolean hasDone() {
    Path commits = new Path(folder, "commits");
    try {
      var files = commits.getFileSystem(hadoop);
      return files.exists(commits)
          && java.util.Arrays.stream(files.listStatus(commits))
              .anyMatch(file -> Character.isDigit(file.getPath().getName().charAt(0)));
    } catch (IOException | IllegalArgumentException e) {
      throw new LedgerException("Cannot read %s: %s".formatted(commits, e.getMessage()), e);
    }
  }
}
