// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What Spark keeps of a stream, as far as a table has to know it. */
public final class Checkpoint {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

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
   * The last batch that was done; empty: none.
   *
   * @throws LedgerException if that cannot be read
   */
  public OptionalLong lastDone() {
    Path commits = new Path(folder, "commits");
    try {
      FileSystem files = commits.getFileSystem(hadoop);
      if (!files.exists(commits)) {
        return OptionalLong.empty();
      }
      return Arrays.stream(files.listStatus(commits))
          .map(file -> file.getPath().getName())
          .filter(name -> NUMBER.matcher(name).matches())
          .mapToLong(Long::parseLong)
          .max();
    } catch (IOException | IllegalArgumentException e) {
      throw new LedgerException("Cannot read %s: %s".formatted(commits, e.getMessage()), e);
    }
  }
}
