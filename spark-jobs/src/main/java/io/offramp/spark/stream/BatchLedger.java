// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import io.offramp.spark.table.FolderLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which batches a table of files holds, written into its folder {@code _offramp}, and how a batch
 * comes into it exactly once, whenever the process is killed.
 *
 * <p>A batch is written whole into a staging folder of its own. {@link #commit} then writes down
 * what is in it and which file goes where, under the batch's number, unless that is taken: from
 * that moment on the batch counts. The files are moved, and the staging folder is deleted; whoever
 * finds a batch that counts and whose staging folder is there goes on with the moves. A batch that
 * does not count yet is written anew, elsewhere: nobody ever writes into a folder that another
 * process has begun, be it one that was killed and has an executor left that does not know yet.
 * Readers may see some of a batch's files before the others. Where a rename copies (object stores),
 * a move that was interrupted is done again from the staged file.
 *
 * <p>Rows of a table that only its library can write are given to a {@link BatchTable} instead of
 * being moved, by whoever brings the batch into place, and perhaps more than once. A file of the
 * batch's name in {@code given} says that the library has taken them: a staging folder may be half
 * deleted, and does not say it.
 *
 * <p>One process at a time should write. {@link #lock} sees to that on local disks; elsewhere the
 * second of two finds its batch's number taken, and its files are deleted.
 */
public final class BatchLedger {
  private static final String FOLDER = "_offramp";
  private static final String RECORD = "_record.json";

  private final Path table;
  private final Path folder;
  private final Configuration hadoop;
  private final Optional<BatchTable> library;
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  /** The ledger of the table in a folder, which need not be there yet. */
  public BatchLedger(String table, Configuration hadoop) {
    this(table, hadoop, Optional.empty());
  }

  /**
   * The ledger of a table.
   *
   * @param table its folder, or one that stands for it
   * @param library adds rows to the table; empty: it is the files in its folder
   */
  public BatchLedger(String table, Configuration hadoop, Optional<BatchTable> library) {
    this.table = new Path(table);
    this.folder = new Path(table, FOLDER);
    this.hadoop = hadoop;
    this.library = library;
  }

  /**
   * Keeps the table for this run.
   *
   * @throws io.offramp.spark.table.TableException if another one has it
   */
  public FolderLock lock() {
    return FolderLock.of(folder.toString(), hadoop);
  }

  /** Whether the table's folder holds nothing but a ledger, as when a run was killed early. */
  public boolean isAlone() {
    return reading(
        () -> {
          if (!files().exists(folder)) {
            return false;
          }
          FileStatus[] all = files().listStatus(table);
          return all.length == 1 && all[0].getPath().getName().equals(FOLDER);
        });
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
   * Whether the table holds a batch; one that counts and is not in place is brought there.
   *
   * @param batch from 0
   */
  public boolean holds(long batch) {
    return reading(
        () -> {
          Optional<BatchRecord> record = record(batch);
          if (record.isPresent()) {
            finish(record.get());
          }
          return record.isPresent();
        });
  }

  /** The first batch, up to one, that the table does not hold. */
  public OptionalLong firstMissing(long last) {
    return reading(
        () -> {
          Set<String> names = new HashSet<>();
          for (FileStatus file : list(batches())) {
            names.add(file.getPath().getName());
          }
          return LongStream.rangeClosed(0, last)
              .filter(batch -> !names.contains(counting(batch).getName()))
              .findFirst();
        });
  }

  /** An own, empty folder for a batch that is to be written. */
  public Path startStaging(long batch) {
    return reading(
        () -> {
          delete(staging(batch));
          files().mkdirs(staging(batch));
          return staging(batch);
        });
  }

  /**
   * Deletes what a batch that failed has written; one that counts stays.
   *
   * @throws LedgerException if it failed since another run has put it into place
   */
  public void abandon(long batch, Throwable failure) {
    reading(
        () -> {
          Optional<BatchRecord> record = record(batch);
          if (record.isPresent() && isOwn(record.get())) {
            return true;
          }
          delete(staging(batch));
          if (record.isPresent() && !(failure instanceof LedgerException)) {
            throw taken(batch, failure);
          }
          return true;
        });
  }

  /** {@link #commit(long, String, Map, Optional)} of a batch without rows for a library. */
  public void commit(long batch, String summary, Map<Path, Path> tables) {
    commit(batch, summary, tables, Optional.empty());
  }

  /**
   * Makes a batch count, and moves its files.
   *
   * @param summary what is to be known of the batch, as JSON
   * @param tables folders below the staging folder, each with the table that its files go to; one
   *     that is not there holds no rows
   * @param rows folder of the rows for the table's library, if it has one
   * @throws LedgerException if another run has done so; nothing changes then
   */
  public void commit(long batch, String summary, Map<Path, Path> tables, Optional<Path> rows) {
    reading(
        () -> {
          List<PlacedFile> moves = new ArrayList<>();
          for (Map.Entry<Path, Path> place : tables.entrySet()) {
            Path to = files().makeQualified(place.getValue()); // the next run may start elsewhere
            moves.addAll(StagedFiles.moves(place.getKey(), to, batch, hadoop));
          }
          BatchRecord record =
              new BatchRecord(batch, staging(batch).getName(), summary, moves, whole(rows));
          Path written = new Path(staging(batch), RECORD);
          SmallFiles.write(written, record.toJson(), hadoop);
          if (!SmallFiles.moveIfFree(written, counting(batch), files())) {
            throw taken(batch, null);
          }
          finish(record);
          return true;
        });
  }

  /** What {@link #commit} was told of the batches that count, in their order. */
  public List<String> summaries() {
    return reading(() -> records().stream().map(BatchRecord::summary).toList());
  }

  /** Whether the table's library was given rows and has taken them. */
  public boolean hasGivenRows() {
    return reading(
        () -> {
          for (BatchRecord record : records()) {
            if (record.rows().isPresent() && files().exists(given(record.batch()))) {
              return true;
            }
          }
          return false;
        });
  }

  private List<BatchRecord> records() throws IOException {
    List<BatchRecord> records = new ArrayList<>();
    for (FileStatus file : list(batches())) {
      if (file.getPath().getName().startsWith("batch-")) {
        String text = SmallFiles.read(file.getPath(), hadoop).orElse("");
        records.add(BatchRecord.parse(text, file.getPath().toString()));
      }
    }
    records.sort((a, b) -> Long.compare(a.batch(), b.batch()));
    return records;
  }

  private LedgerException taken(long batch, @Nullable Throwable cause) {
    return new LedgerException(
        "Cannot add batch %d to %s: another run with the same checkpoint has added it (run one at a time; run again if rows are missing)"
            .formatted(batch, table),
        cause);
  }

  private Optional<BatchRecord> record(long batch) throws IOException {
    return SmallFiles.read(counting(batch), hadoop)
        .map(json -> BatchRecord.parse(json, counting(batch).toString()));
  }

  private boolean isOwn(BatchRecord record) {
    return record.staging().equals(staging(record.batch()).getName());
  }

  /** Goes on with the moves if they are not done; clears what runs left of it and those before. */
  private void finish(BatchRecord record) throws IOException {
    Path own = new Path(stagings(), record.staging());
    if (files().exists(own)) {
      StagedFiles.move(record.moves(), hadoop);
      if (record.rows().isPresent() && !files().exists(given(record.batch()))) {
        library.orElseThrow().add(record.batch(), new Path(record.rows().get()));
        SmallFiles.write(given(record.batch()), "", hadoop);
      }
      delete(own);
    }
    for (FileStatus staged : list(stagings())) {
      if (staged.getPath().getName().compareTo(name(record.batch() + 1)) < 0) {
        delete(staged.getPath()); // also what an executor without a driver wrote late
      }
    }
  }

  private Path stagings() {
    return new Path(folder, "staging");
  }

  private Path staging(long batch) {
    return new Path(stagings(), name(batch) + "-" + run);
  }

  private Path batches() {
    return new Path(folder, "batches");
  }

  /** A folder under a name that the next run understands too, wherever it starts. */
  private Optional<String> whole(Optional<Path> rows) throws IOException {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(files().makeQualified(rows.get()).toString());
  }

  /** Is there once the table's library has taken a batch's rows. */
  private Path given(long batch) {
    return new Path(new Path(folder, "given"), name(batch));
  }

  private Path counting(long batch) {
    return new Path(batches(), name(batch) + ".json");
  }

  /** Such as batch-00000012. */
  static String name(long batch) {
    return "batch-%08d".formatted(batch);
  }

  private FileStatus[] list(Path path) throws IOException {
    return files().exists(path) ? files().listStatus(path) : new FileStatus[0];
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
