// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import io.offramp.spark.ml.TextScoring;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.List;

/**
 * The rows of a plan with one more column, the answer to a call; one row out for each row in, in
 * order. Public so that Spark may copy it.
 */
public final class EarlyExitEval extends LogicalPlan {
  private static final long serialVersionUID = 1L;

  private final EarlyExitCall call;
  private final Attribute result;
  private final TextScoring scoring;
  private final LogicalPlan child;

  /**
   * @param call of whose texts the child has all columns
   * @param result the added column
   * @param scoring the bundle and the policy
   */
  public EarlyExitEval(
      EarlyExitCall call, Attribute result, TextScoring scoring, LogicalPlan child) {
    this.call = call;
    this.result = result;
    this.scoring = scoring;
    this.child = child;
  }

  EarlyExitCall call() {
    return call;
  }

  Attribute result() {
    return result;
  }

  TextScoring scoring() {
    return scoring;
  }

  LogicalPlan child() {
    return child;
  }

  /** The same over other rows. */
  EarlyExitEval over(LogicalPlan rows) {
    return new EarlyExitEval(call, result, scoring, rows);
  }

  @Override
  public List<Attribute> output() {
    return ScalaLists.append(child.output(), result);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(result);
  }

  @Override
  public List<LogicalPlan> children() {
    return ScalaLists.of(java.util.List.of(child));
  }

  @Override
  public Option<Object> maxRows() {
    return child.maxRows();
  }

  @Override
  public Option<Object> maxRowsPerPartition() {
    return child.maxRowsPerPartition();
  }

  @SuppressWarnings("MissingOverride") // one of the two is, by the version of Scala
  public EarlyExitEval withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<LogicalPlan> children) {
    return over(children.head());
  }

  @SuppressWarnings("MissingOverride")
  public EarlyExitEval withNewChildrenInternal(scala.collection.IndexedSeq<LogicalPlan> children) {
    return over(children.head());
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> call;
      case 1 -> result;
      case 2 -> scoring;
      case 3 -> child;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof EarlyExitEval;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EarlyExitEval eval
        && call.equals(eval.call)
        && result.equals(eval.result)
        && scoring.equals(eval.scoring)
        && child.equals(eval.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(call, result, scoring, child);
  }
}
