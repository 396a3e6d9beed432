using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Catalog;

/// <summary>Products and prices by API (https://docs.stripe.com/api/products, https://docs.stripe.com/api/prices).</summary>
internal static class CatalogEndpoints
{
    private const string ProductsUrl = "/v1/products";
    private const string PricesUrl = "/v1/prices";

    /// <summary>Maps the endpoints.</summary>
    public static void MapCatalog(this StripeRoutes routes)
    {
        routes.Post(ProductsUrl, static call => CreateProduct(call.State, call.Parameters));
        routes.Get(ProductsUrl, ListProducts);
        routes.Get(ProductsUrl + "/{id}", static call => call.State.Get<Product>(call.Route("id"), "product"));
        routes.Post(PricesUrl, CreatePrice);
        routes.Get(PricesUrl, ListPrices);
        routes.Get(PricesUrl + "/{id}", static call => call.State.Get<Price>(call.Route("id"), "price"));
    }

    /// <summary>A product from its parameters, not stored yet.</summary>
    public static Product ReadProduct(Transaction state, Parameters sent)
    {
        sent.Ignore("tax_code", "unit_label", "statement_descriptor", "shippable");
        return new Product
        {
            Id = sent.Text("id", 200) ?? Ids.New("prod", 14),
            Created = state.Timestamp,
            Updated = state.Timestamp,
            Name = sent.RequiredText("name"),
            Description = sent.Changed("description", null),
            Active = sent.Flag("active") ?? true,
            Images = sent.Texts("images"),
            Url = sent.Changed("url", null),
            Metadata = sent.Metadata(),
        };
    }

    /// <summary>A price's amount.</summary>
    /// <exception cref="StripeException">400: there is none, or Stripe does not accept it.</exception>
    public static long ReadAmount(Parameters sent)
    {
        if (sent.Text("unit_amount_decimal") is { } text && !sent.Has("unit_amount"))
        {
            return
                long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var whole)
                && whole is >= 0 and <= Money.MaxAmount
                ? whole
                : throw StripeException.Invalid("The sandbox has whole minor units only.", sent.PathOf("unit_amount_decimal"));
        }

        return sent.Integer("unit_amount", 0, Money.MaxAmount) ?? throw sent.Required("unit_amount");
    }

    private static Product CreateProduct(Transaction state, Parameters sent)
    {
        var product = ReadProduct(state, sent);
        if (state.Find<StripeObject>(product.Id) is not null)
        {
            throw StripeException.Refused("Product already exists.", "resource_already_exists", "id");
        }

        state.Emit("product.created", state.Put(product));
        return product;
    }

    private static StripeList<Product> ListProducts(StripeCall call)
    {
        var active = call.Parameters.Flag("active");
        var ids = call.Parameters.Texts("ids");
        return call.State.List<Product>(
            "product",
            call.Page(ProductsUrl),
            product => (active is null || product.Active == active) && (ids.Count == 0 || ids.Contains(product.Id, StringComparer.Ordinal))
        );
    }

    private static Price CreatePrice(StripeCall call)
    {
        var (state, sent) = (call.State, call.Parameters);
        sent.OneOf("billing_scheme", "per_unit");
        sent.OneOf("tax_behavior", "unspecified", "inclusive", "exclusive");
        var price = new Price
        {
            Id = Ids.New("price"),
            Created = state.Timestamp,
            Currency = Money.ReadCurrency(sent),
            UnitAmount = ReadAmount(sent),
            Recurring = Recurring.Read(sent.Hash("recurring")),
            Active = sent.Flag("active") ?? true,
            Nickname = sent.Changed("nickname", null),
            LookupKey = sent.Text("lookup_key", 200),
            Metadata = sent.Metadata(),
            Product = ProductOf(state, sent),
        };
        TakeLookupKey(state, price, sent.Flag("transfer_lookup_key") ?? false);
        state.Emit("price.created", state.Put(price));
        return price;
    }

    private static string ProductOf(Transaction state, Parameters sent)
    {
        if (sent.Text("product") is { } id)
        {
            return state.Get<Product>(id, "product", "product").Id;
        }

        var data = sent.Hash("product_data") ?? throw sent.Required("product");
        return CreateProduct(state, data).Id;
    }

    private static void TakeLookupKey(Transaction state, Price price, bool transfer)
    {
        if (price.LookupKey is not { } key)
        {
            return;
        }

        foreach (var holder in state.With<Price>("price", "lookup_key", key).ToList())
        {
            if (!transfer)
            {
                throw StripeException.Refused(
                    $"A price (`{holder.Id}`) already uses that lookup key. Pass `transfer_lookup_key=true` to move it.",
                    "resource_already_exists",
                    "lookup_key"
                );
            }

            state.Emit("price.updated", state.Put(holder with { LookupKey = null }), holder);
        }
    }

    private static StripeList<Price> ListPrices(StripeCall call)
    {
        var sent = call.Parameters;
        var keys = sent.Texts("lookup_keys");
        var (active, currency, type, product) = (
            sent.Flag("active"),
            sent.Text("currency"),
            sent.OneOf("type", "one_time", "recurring"),
            sent.Text("product")
        );
        if (keys.Count > 10)
        {
            throw StripeException.Invalid("You can pass at most 10 lookup keys.", "lookup_keys");
        }

        return call.State.List<Price>(
            "price",
            call.Page(PricesUrl),
            price =>
                (keys.Count == 0 || (price.LookupKey is { } key && keys.Contains(key, StringComparer.Ordinal)))
                && (active is null || price.Active == active)
                && (currency is null || price.Currency == currency)
                && (type is null || price.Type == type),
            ("product", product)
        );
    }
}
