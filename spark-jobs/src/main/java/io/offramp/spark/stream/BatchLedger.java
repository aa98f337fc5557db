// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which batches a table of files holds, written into its folder {@code _offramp}, and how a batch
 * comes into it exactly once, whenever the process is killed.
 *
 * <p>A batch is written whole into {@link #staging}. {@link #commit} then writes down what is in it
 * and which file goes where: from that moment on the batch counts. The files are moved, the record
 * goes to the batches that are done, and the staging folder is deleted; whoever finds a batch that
 * counts and is not done, goes on with the moves. A batch that does not count yet is written anew.
 * Readers may see some of a batch's files before the others. Where a rename copies (object stores),
 * a move that was interrupted is done again from the staged file.
 *
 * <p>One process at a time may write; that is for the checkpoint to see to.
 */
public final class BatchLedger {
  private static final String FOLDER = "_offramp";
  private static final String RECORD = "_record.json";

  private final Path folder;
  private final Configuration hadoop;

  /** The ledger of the table in a folder, which need not be there yet. */
  public BatchLedger(String table, Configuration hadoop) {
    this.folder = new Path(table, FOLDER);
    this.hadoop = hadoop;
  }

  /** What {@link #note} has written under a name; empty: nothing. */
  public Optional<String> note(String name) {
    return reading(() -> SmallFiles.read(new Path(folder, name), hadoop));
  }

  /** Writes down what holds for all batches; replaces what was there under the name. */
  public void note(String name, String text) {
    reading(
        () -> {
          SmallFiles.write(new Path(folder, name), text, hadoop);
          return true;
        });
  }

  /**
   * Whether the table holds a batch; one that counts and is not done is brought to its end.
   *
   * @param batch from 0
   */
  public boolean holds(long batch) {
    return reading(
        () -> {
          if (SmallFiles.read(done(batch), hadoop).isPresent()) {
            delete(staging(batch)); // a process was killed after all was done
            return true;
          }
          Optional<String> record = SmallFiles.read(new Path(staging(batch), RECORD), hadoop);
          if (record.isEmpty()) {
            return false;
          }
          finish(batch, BatchRecord.parse(record.get(), done(batch).toString()));
          return true;
        });
  }

  /** An own folder for a batch that is to be written; what a killed process left there is gone. */
  public Path startStaging(long batch) {
    return reading(
        () -> {
          delete(staging(batch));
          files().mkdirs(staging(batch));
          return staging(batch);
        });
  }

  /** Deletes what a batch that failed has written; one that counts stays. */
  public void abandon(long batch) {
    reading(
        () -> {
          if (SmallFiles.read(new Path(staging(batch), RECORD), hadoop).isEmpty()) {
            delete(staging(batch));
          }
          return true;
        });
  }

  /**
   * Makes a batch count, and moves its files.
   *
   * @param summary what is to be known of the batch, as JSON
   * @param tables folders below the staging folder, each with the table that its files go to; one
   *     that is not there holds no rows
   */
  public void commit(long batch, String summary, Map<Path, Path> tables) {
    reading(
        () -> {
          List<PlacedFile> moves = new ArrayList<>();
          for (Map.Entry<Path, Path> table : tables.entrySet()) {
            moves.addAll(StagedFiles.moves(table.getKey(), table.getValue(), batch, hadoop));
          }
          BatchRecord record = new BatchRecord(batch, summary, moves);
          SmallFiles.write(new Path(staging(batch), RECORD), record.toJson(), hadoop);
          finish(batch, record);
          return true;
        });
  }

  /** What {@link #commit} was told of the batches that are done, in their order. */
  public List<String> summaries() {
    return reading(
        () -> {
          Path batches = done(0).getParent();
          if (!files().exists(batches)) {
            return List.of();
          }
          List<BatchRecord> records = new ArrayList<>();
          for (FileStatus file : files().listStatus(batches)) {
            if (file.getPath().getName().startsWith("batch-")) {
              String text = SmallFiles.read(file.getPath(), hadoop).orElse("");
              records.add(BatchRecord.parse(text, file.getPath().toString()));
            }
          }
          records.sort((a, b) -> Long.compare(a.batch(), b.batch()));
          return records.stream().map(BatchRecord::summary).toList();
        });
  }

  private void finish(long batch, BatchRecord record) throws IOException {
    StagedFiles.move(record.moves(), hadoop);
    SmallFiles.write(done(batch), record.toJson(), hadoop);
    delete(staging(batch));
  }

  private Path staging(long batch) {
    return new Path(new Path(folder, "staging"), name(batch));
  }

  private Path done(long batch) {
    return new Path(new Path(folder, "batches"), name(batch) + ".json");
  }

  /** Such as batch-00000012. */
  static String name(long batch) {
    return "batch-%08d".formatted(batch);
  }

  private void delete(Path path) throws IOException {
    files().delete(path, true);
  }

  private FileSystem files() throws IOException {
    return folder.getFileSystem(hadoop);
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T reading(Action<T> action) {
    try {
      return action.run();
    } catch (IOException | IllegalArgumentException e) {
      throw new LedgerException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    }
  }
}
