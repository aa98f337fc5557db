// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.encoder.Precision;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Tells what speaks against a precision on the machine that it runs on; nothing, if nothing. */
final class PrecisionProbe implements FlatMapFunction<Iterator<String>, String> {
  private static final long serialVersionUID = 1L;

  private final BundleSource bundle;
  private final Precision precision;
  private final Question question;

  /** What is asked. */
  enum Question {
    /** Whether the kernels run. */
    CAN,
    /** Whether the processor is made for it as well. */
    SHOULD
  }

  PrecisionProbe(BundleSource bundle, Precision precision, Question question) {
    this.bundle = bundle;
    this.precision = precision;
    this.question = question;
  }

  @Override
  public Iterator<String> call(Iterator<String> nothing) {
    TaskContext task = TaskContext.get();
    TaskDevice device = TaskDevice.prepare(task);
    Optional<String> against =
        question == Question.CAN
            ? SharedModels.refusal(bundle, precision, device)
            : SharedModels.obstacle(bundle, precision, device);
    return against.stream().iterator();
  }
}
