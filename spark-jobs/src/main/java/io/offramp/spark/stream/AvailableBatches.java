// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/** Runs a stream over what is there by now, and ends. */
public final class AvailableBatches {
  private AvailableBatches() {}

  /** What is done with a batch. */
  public interface RowBatch {
    /**
     * Does it.
     *
     * @param batch its number, from 0; the same rows come under it again if this fails
     * @param rows of the batch
     */
    void accept(long batch, Dataset<Row> rows);
  }

  /**
   * Runs it to the end.
   *
   * @throws LedgerException if the checkpoint cannot be used, or another process is using it
   * @throws RuntimeException of a batch, as it was thrown; Spark's checked exceptions too
   */
  public static void run(Dataset<Row> stream, String checkpoint, RowBatch work) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    try {
      StreamingQuery query =
          stream
              .writeStream()
              .option("checkpointLocation", checkpoint)
              .trigger(Trigger.AvailableNow())
              .foreachBatch(
                  (Dataset<Row> rows, Long batch) -> {
                    try {
                      work.accept(batch, rows);
                    } catch (Throwable e) { // Spark's are checked exceptions that nobody declares
                      failure.set(e);
                      throw e;
                    }
                  })
              .start();
      query.awaitTermination();
    } catch (StreamingQueryException | TimeoutException e) {
      Throwable own = failure.get();
      if (own != null) {
        throw AvailableBatches.<RuntimeException>unchecked(own);
      }
      throw new LedgerException(
          "Cannot go on from checkpoint %s: %s".formatted(checkpoint, root(e)), e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // nothing is cast at run time
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }
}
