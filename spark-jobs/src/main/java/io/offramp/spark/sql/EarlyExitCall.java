// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.List;

/**
 * A call {@code early_exit(text)} or {@code early_exit(text, text_pair)}, either with options as a
 * last argument, a constant map. It is never evaluated itself: {@link ExtractCalls} replaces it by
 * a column of {@link EarlyExitEval}.
 */
public final class EarlyExitCall extends Expression implements Serializable {
  /** The function's name. */
  static final String NAME = "early_exit";

  /** What a call gives; null are {@code error} of a scored row, and all others of one with it. */
  static final StructType TYPE =
      new StructType()
          .add("prediction", DataTypes.StringType)
          .add("confidence", DataTypes.DoubleType)
          .add("exit", DataTypes.IntegerType)
          .add("cost", DataTypes.DoubleType)
          .add("truncated", DataTypes.BooleanType)
          .add("error", DataTypes.StringType);

  private static final long serialVersionUID = 1L;
  private static final String USAGE =
      "must be early_exit(text) or early_exit(text, text_pair) of strings, either with options last, as in early_exit(text, map('bundle', '/shared/news.bundle'))";

  private final List<Expression> arguments;

  /** A call with these arguments, which may not be resolved yet. */
  public EarlyExitCall(List<Expression> arguments) {
    this.arguments = arguments;
  }

  /** The text, and the second text if there is one. */
  java.util.List<Expression> texts() {
    java.util.List<Expression> all = ScalaLists.toJava(arguments);
    return hasOptions(all) ? all.subList(0, all.size() - 1) : all;
  }

  /**
   * The options of the call, by name; none if there is no map.
   *
   * @throws IllegalArgumentException if a name or value is null
   */
  Map<String, String> options() {
    java.util.List<Expression> all = ScalaLists.toJava(arguments);
    Map<String, String> options = new TreeMap<>();
    if (hasOptions(all)
        && all.get(all.size() - 1).eval(InternalRow.empty()) instanceof MapData map) {
      for (int i = 0; i < map.numElements(); i++) {
        if (map.valueArray().isNullAt(i)) {
          throw new IllegalArgumentException(
              "Cannot use option %s of early_exit: it is null (give a value, or leave it out)"
                  .formatted(map.keyArray().getUTF8String(i)));
        }
        options.put(
            map.keyArray().getUTF8String(i).toString(),
            map.valueArray().getUTF8String(i).toString());
      }
    }
    return options;
  }

  private static boolean hasOptions(java.util.List<Expression> all) {
    return !all.isEmpty() && all.get(all.size() - 1).dataType() instanceof MapType;
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    java.util.List<Expression> texts = texts();
    boolean strings =
        texts.stream()
            .map(Expression::dataType)
            .allMatch(type -> type instanceof StringType || type instanceof NullType);
    if (texts.isEmpty() || texts.size() > 2 || !strings) {
      return wrong(
          "Cannot call early_exit with arguments of the types %s (%s)"
              .formatted(
                  ScalaLists.<Expression>toJava(arguments).stream()
                      .map(argument -> argument.dataType().simpleString())
                      .toList(),
                  USAGE));
    }
    if (texts.size() == arguments.size()) {
      return TypeCheckResult.TypeCheckSuccess$.MODULE$;
    }
    Expression options = arguments.last();
    MapType type = (MapType) options.dataType();
    if (!options.foldable()
        || !Stream.of(type.keyType(), type.valueType()).allMatch(StringType.class::isInstance)) {
      return wrong(
          "Cannot use %s as options of early_exit (must be a constant map of strings to strings; %s)"
              .formatted(options.sql(), USAGE));
    }
    return TypeCheckResult.TypeCheckSuccess$.MODULE$;
  }

  private static TypeCheckResult wrong(String message) {
    return new TypeCheckResult.TypeCheckFailure(message);
  }

  @Override
  public List<Expression> children() {
    return arguments;
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public DataType dataType() {
    return TYPE;
  }

  @Override
  public String prettyName() {
    return NAME;
  }

  @Override
  public Object eval(InternalRow row) {
    throw notHere();
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw notHere();
  }

  private IllegalArgumentException notHere() {
    return new IllegalArgumentException(
        "Cannot evaluate %s here, a row at a time (must stand in a query's select list, WHERE, GROUP BY, ORDER BY or ON; call it in a subquery first)"
            .formatted(sql()));
  }

  @SuppressWarnings("MissingOverride") // one of the two is, by the version of Scala
  public EarlyExitCall withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<Expression> children) {
    return new EarlyExitCall(children.toList());
  }

  @SuppressWarnings("MissingOverride")
  public EarlyExitCall withNewChildrenInternal(scala.collection.IndexedSeq<Expression> children) {
    return new EarlyExitCall(children.toList());
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return arguments;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof EarlyExitCall;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EarlyExitCall call && arguments.equals(call.arguments);
  }

  @Override
  public int hashCode() {
    return arguments.hashCode();
  }
}
