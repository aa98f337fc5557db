// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/**
 * Tells the calls of a GROUP BY apart. Those of its rows, in what it groups by and in aggregate
 * functions, are evaluated before it; those of its groups, as of {@code max(text)} or of a text
 * that it groups by, after it, on fewer rows.
 */
final class AggregateCalls {
  private final List<Expression> groupings;
  private final List<NamedExpression> kept = new ArrayList<>();

  private AggregateCalls(Aggregate aggregate) {
    groupings = ScalaLists.toJava(aggregate.groupingExpressions());
  }

  /**
   * The same without calls.
   *
   * @param placed replaces the calls of a node by columns of its child
   */
  static LogicalPlan split(Aggregate aggregate, UnaryOperator<LogicalPlan> placed) {
    AggregateCalls calls = new AggregateCalls(aggregate);
    List<NamedExpression> after = new ArrayList<>();
    boolean any = false;
    for (NamedExpression each :
        ScalaLists.<NamedExpression>toJava(aggregate.aggregateExpressions())) {
      boolean ofGroups = calls.isOfGroups((Expression) each);
      after.add(
          ofGroups ? (NamedExpression) calls.overGroups((Expression) each) : each.toAttribute());
      if (!ofGroups) {
        calls.kept.add(each);
      }
      any |= ofGroups;
    }
    if (!any) {
      return placed.apply(aggregate);
    }
    LogicalPlan fewer = placed.apply(withOutput(aggregate, calls.kept));
    return placed.apply(new Project(ScalaLists.of(after), fewer));
  }

  /** Its other fields, which differ between versions of Spark, as they are. */
  private static LogicalPlan withOutput(Aggregate aggregate, List<NamedExpression> output) {
    Object[] fields = new Object[aggregate.productArity()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = aggregate.productElement(i);
    }
    fields[1] = ScalaLists.of(output);
    return aggregate.makeCopy(fields);
  }

  private boolean isOfGroups(Expression expression) {
    if (isKept(expression)) {
      return false;
    }
    return expression instanceof EarlyExitCall
        || ScalaLists.<Expression>toJava(expression.children()).stream().anyMatch(this::isOfGroups);
  }

  /** What the aggregate itself computes: what it groups by, and aggregate functions. */
  private boolean isKept(Expression expression) {
    return expression instanceof AggregateExpression
        || groupings.stream().anyMatch(expression::semanticEquals);
  }

  private Expression overGroups(Expression expression) {
    if (!isKept(expression)) {
      return expression.mapChildren(this::overGroups);
    }
    NamedExpression column =
        expression instanceof NamedExpression named
            ? named
            : new Alias(
                expression,
                "_offramp_" + kept.size(),
                NamedExpression.newExprId(),
                ScalaLists.of(List.of()),
                Option.empty(),
                ScalaLists.of(List.of()));
    kept.add(column);
    return column.toAttribute();
  }
}
