// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import io.offramp.spark.ml.ScoringGpus;
import io.offramp.spark.ml.TextScoring;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.List;

/** Runs {@link EarlyExitEval}: each partition through its task's model, in full batches. */
public final class EarlyExitExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final EarlyExitCall call;
  private final Attribute result;
  private final TextScoring scoring;
  private final SparkPlan child;

  /** Public so that Spark may copy it; parameters as {@link EarlyExitEval} has them. */
  public EarlyExitExec(EarlyExitCall call, Attribute result, TextScoring scoring, SparkPlan child) {
    this.call = call;
    this.result = result;
    this.scoring = scoring;
    this.child = child;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    ScoreRows function =
        new ScoreRows(
            ScalaLists.of(call.texts()), ScalaLists.of(ScalaLists.toJava(child.output())), scoring);
    return ScoringGpus.with(child.execute().toJavaRDD().mapPartitions(function)).rdd();
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
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public List<SortOrder> outputOrdering() {
    return ScalaLists.of(ScalaLists.toJava(child.outputOrdering()));
  }

  @Override
  public List<SparkPlan> children() {
    return ScalaLists.of(java.util.List.of(child));
  }

  private EarlyExitExec over(SparkPlan rows) {
    return new EarlyExitExec(call, result, scoring, rows);
  }

  @SuppressWarnings("MissingOverride") // one of the two is, by the version of Scala
  public EarlyExitExec withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<SparkPlan> children) {
    return over(children.head());
  }

  @SuppressWarnings("MissingOverride")
  public EarlyExitExec withNewChildrenInternal(scala.collection.IndexedSeq<SparkPlan> children) {
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
    return other instanceof EarlyExitExec;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EarlyExitExec exec
        && call.equals(exec.call)
        && result.equals(exec.result)
        && scoring.equals(exec.scoring)
        && child.equals(exec.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(call, result, scoring, child);
  }
}
