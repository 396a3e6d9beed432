using System.Linq.Expressions;
using System.Text.Json;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;

namespace Community.Platform.Data.Pagination;

/// <summary>The values that give an item its position in the list, in the order of the keys.</summary>
internal sealed record KeyValues(IReadOnlyList<JsonElement> Keys);

/// <summary>An item and the values of its keys.</summary>
internal sealed record Keyed<TView>(TView View, object?[] Keys);

/// <summary>
/// The keys of a query's order, read from the query itself. So every ordered list can continue after an item, and no list defines its order
/// twice. A position has the values of all keys and not only the id, because the item may be deleted by then.
/// </summary>
internal sealed class OrderKeys<T>(IReadOnlyList<(LambdaExpression Selector, bool IsDescending)> keys)
{
    /// <exception cref="InvalidOperationException">The query does not end with its order, or the order does not end with an id.</exception>
    public static OrderKeys<T> Of(IOrderedQueryable<T> rows)
    {
        var keys = new List<(LambdaExpression, bool)>();
        var expression = rows.Expression;
        while (
            expression is MethodCallExpression { Method.DeclaringType: { } type } call
            && type == typeof(Queryable)
            && call.Method.Name
                is nameof(Queryable.OrderBy)
                    or nameof(Queryable.OrderByDescending)
                    or nameof(Queryable.ThenBy)
                    or nameof(Queryable.ThenByDescending)
        )
        {
            keys.Insert(
                0,
                (
                    (LambdaExpression)((UnaryExpression)call.Arguments[1]).Operand,
                    call.Method.Name.EndsWith("Descending", StringComparison.Ordinal)
                )
            );
            if (call.Method.Name.StartsWith("OrderBy", StringComparison.Ordinal))
            {
                return keys[^1].Item1.Body is MemberExpression { Member.Name: var last } && last.EndsWith("Id", StringComparison.Ordinal)
                    ? new(keys)
                    : throw new InvalidOperationException(
                        "The order of a page ends in an id: two rows with the same keys would be skipped or shown twice."
                    );
            }

            expression = call.Arguments[0];
        }

        throw new InvalidOperationException("A page needs a query that ends in OrderBy and ThenBy.");
    }

    /// <summary>The view of a row with the values of its keys.</summary>
    public Expression<Func<T, Keyed<TView>>> WithKeys<TView>(Expression<Func<T, TView>> view)
    {
        var row = view.Parameters[0];
        var values = Expression.NewArrayInit(typeof(object), keys.Select(key => Expression.Convert(On(row, key.Selector), typeof(object))));
        var keyed = typeof(Keyed<TView>).GetConstructor([typeof(TView), typeof(object[])])!;
        return Expression.Lambda<Func<T, Keyed<TView>>>(Expression.New(keyed, view.Body, values), row);
    }

    /// <summary>The values as a position.</summary>
    public KeyValues ValuesOf(object?[] values) =>
        new([
            .. values.Select(
                (value, index) => JsonSerializer.SerializeToElement(value, keys[index].Selector.ReturnType, ServiceJson.Options)
            ),
        ]);

    /// <summary>The rows after a position, in the same order.</summary>
    /// <exception cref="ProblemException">400: the position belongs to another list.</exception>
    public IQueryable<T> After(IQueryable<T> rows, KeyValues position)
    {
        if (position.Keys.Count != keys.Count)
        {
            throw Foreign();
        }

        var row = Expression.Parameter(typeof(T), "row");
        Expression? behind = null;
        for (var index = keys.Count - 1; index >= 0; index--)
        {
            var (selector, isDescending) = keys[index];
            var (key, value) = (On(row, selector), Value(position.Keys[index], selector.ReturnType, out var isNull));
            var past = Past(key, value, isNull, isDescending);
            behind = behind is null ? past : Expression.OrElse(past, Expression.AndAlso(Same(key, value, isNull), behind));
        }

        return rows.Where(Expression.Lambda<Func<T, bool>>(behind!, row));
    }

    /// <summary>PostgreSQL sorts nulls last in ascending order, and first in descending order.</summary>
    private static Expression Past(Expression key, Expression value, bool isNull, bool isDescending)
    {
        var mayBeNull = !key.Type.IsValueType || Nullable.GetUnderlyingType(key.Type) is not null;
        var nothing = Expression.Constant(null, mayBeNull ? key.Type : typeof(object));
        if (isNull)
        {
            return isDescending ? Expression.NotEqual(key, nothing) : Expression.Constant(false);
        }

        var compared = Compare(key, value);
        var past = isDescending
            ? Expression.LessThan(compared, Expression.Constant(0))
            : Expression.GreaterThan(compared, Expression.Constant(0));
        return mayBeNull && !isDescending ? Expression.OrElse(past, Expression.Equal(key, nothing)) : past;
    }

    private static BinaryExpression Same(Expression key, Expression value, bool isNull) =>
        isNull ? Expression.Equal(key, Expression.Constant(null, key.Type)) : Expression.Equal(key, Expression.Convert(value, key.Type));

    // EF Core translates CompareTo to the database's own comparison for every type.
    private static MethodCallExpression Compare(Expression key, Expression value)
    {
        var type = Nullable.GetUnderlyingType(key.Type) ?? key.Type;
        if (type == typeof(string))
        {
#pragma warning disable CA1309, MA0074 // The database compares by the column's collation; the culture has no effect.
            return Expression.Call(typeof(string).GetMethod(nameof(string.Compare), [typeof(string), typeof(string)])!, key, value);
#pragma warning restore CA1309, MA0074
        }

        return Expression.Call(
            key.Type == type ? key : Expression.Property(key, "Value"),
            type.GetMethod(nameof(IComparable<>.CompareTo), [type])!,
            value
        );
    }

    /// <summary>
    /// A value as a parameter of the statement: with a constant, EF Core would compile a separate statement for each page.
    /// </summary>
    private static MemberExpression Value(JsonElement json, Type declared, out bool isNull)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        isNull = json.ValueKind is JsonValueKind.Null;
        // Any client can make a cursor. A value that the column cannot have is not a position of this list.
        if (isNull && declared.IsValueType && Nullable.GetUnderlyingType(declared) is null)
        {
            throw Foreign();
        }

        try
        {
            var holder = Activator.CreateInstance(
                typeof(KeyHolder<>).MakeGenericType(type),
                isNull ? null : json.Deserialize(type, ServiceJson.Options)
            )!;
            return Expression.Property(Expression.Constant(holder), nameof(KeyHolder<>.Value));
        }
        catch (JsonException)
        {
            throw Foreign();
        }
    }

    private static Expression On(ParameterExpression row, LambdaExpression selector) =>
        new Replacement(selector.Parameters[0], row).Visit(selector.Body);

    private static ProblemException Foreign() => Problem.InvalidCursor();

    private sealed class Replacement(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

/// <summary>Holds a value of a key so that EF Core treats it as a captured variable.</summary>
internal sealed class KeyHolder<TValue>(TValue? value)
{
    public TValue? Value => value;
}
