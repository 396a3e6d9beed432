using Community.StripeSandbox.Catalog;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Checkout;

/// <summary>Reads the bought lines: prices by id, or prices created for this session only.</summary>
internal static class LineItems
{
    private const int Most = 100;
    private const int MostQuantity = 999_999;

    /// <summary>The parameter <c>line_items</c>.</summary>
    /// <exception cref="StripeException">400: none, too many, or not allowed in the mode.</exception>
    public static IReadOnlyList<PlannedLine> Read(Transaction state, Parameters sent, string mode)
    {
        var lines = sent.Hashes("line_items").Select(line => ReadLine(state, line, mode)).ToList();
        if (lines.Count is 0 or > Most)
        {
            throw lines.Count == 0
                ? sent.Required("line_items")
                : StripeException.Invalid($"You can have at most {Most} line items.", "line_items");
        }

        if (mode == "subscription" && lines.Count != 1)
        {
            throw StripeException.Invalid("The sandbox has subscriptions of one item only.", "line_items");
        }

        return lines;
    }

    /// <summary>The one currency of all lines.</summary>
    /// <exception cref="StripeException">400: there are several.</exception>
    public static string CurrencyOf(IReadOnlyList<PlannedLine> lines) =>
        lines.All(line => line.Item.Currency == lines[0].Item.Currency)
            ? lines[0].Item.Currency
            : throw StripeException.Invalid("All line items must have the same currency.", "line_items");

    private static PlannedLine ReadLine(Transaction state, Parameters line, string mode)
    {
        line.Ignore("adjustable_quantity", "tax_rates", "dynamic_tax_rates");
        var (price, product) = ReadPrice(state, line, mode == "subscription");
        if (mode == "payment" && price.Recurring is not null)
        {
            throw StripeException.Invalid(
                "You specified `payment` mode but passed a recurring price. Use `subscription` mode.",
                line.PathOf("price")
            );
        }

        if (mode == "subscription" && price.Recurring is null)
        {
            throw StripeException.Invalid("You must provide at least one recurring price in `subscription` mode.", line.PathOf("price"));
        }

        var quantity = line.Integer("quantity", 1, MostQuantity) ?? throw line.Required("quantity");
        return new PlannedLine(new LineItem(Ids.New("li"), product.Name, price, quantity), product.Description);
    }

    private static (Price Price, Product Product) ReadPrice(Transaction state, Parameters line, bool kept)
    {
        if (line.Text("price") is { } id)
        {
            var price = state.Get<Price>(id, "price", line.PathOf("price"));
            return price.Active
                ? (price, state.Known<Product>(price.Product))
                : throw StripeException.Invalid(
                    "The price specified is inactive. This field only accepts active prices.",
                    line.PathOf("price")
                );
        }

        var data = line.Hash("price_data") ?? throw line.Required("price");
        data.OneOf("tax_behavior", "unspecified", "inclusive", "exclusive");
        var product = ReadProduct(state, data);
        var made = new Price
        {
            Id = Ids.New("price"),
            Created = state.Timestamp,
            Active = false, // for this session only
            Currency = Money.ReadCurrency(data),
            Metadata = Metadata.None,
            Product = product.Id,
            Recurring = Recurring.Read(data.Hash("recurring")),
            UnitAmount = CatalogEndpoints.ReadAmount(data),
        };
        if (kept)
        {
            state.Put(product);
            state.Put(made);
        }

        return (made, product);
    }

    private static Product ReadProduct(Transaction state, Parameters data)
    {
        if (data.Text("product") is { } id)
        {
            return state.Get<Product>(id, "product", data.PathOf("product"));
        }

        var described = data.Hash("product_data") ?? throw data.Required("product");
        return CatalogEndpoints.ReadProduct(state, described) with { Active = false };
    }
}
