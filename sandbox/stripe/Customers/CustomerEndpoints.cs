using System.Security.Cryptography;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Subscriptions;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Customers;

/// <summary>Customers by API (https://docs.stripe.com/api/customers).</summary>
internal static class CustomerEndpoints
{
    private const string Url = "/v1/customers";

    /// <summary>Maps the endpoints.</summary>
    public static void MapCustomers(this StripeRoutes routes)
    {
        routes.Post(Url, Create);
        routes.Get(Url, List);
        routes.Get(Url + "/{id}", Retrieve);
        routes.Post(Url + "/{id}", Update);
        routes.Delete(Url + "/{id}", Delete);
    }

    /// <summary>A customer that a parameter names.</summary>
    /// <exception cref="StripeException">400: there is none, or it was deleted.</exception>
    public static Customer Named(Transaction state, string id) =>
        state.Find<Customer>(id) is { Deleted: false } customer ? customer : throw StripeException.Missing("customer", id, "customer");

    /// <summary>Checks an address by Stripe's rules.</summary>
    /// <exception cref="StripeException">400 email_invalid.</exception>
    public static string? CheckEmail(string? email, string param = "email") =>
        email is null
        || (
            email.Length > 2
            && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
            && at < email.Length - 1
            && !email.Any(char.IsWhiteSpace)
        )
            ? email
            : throw StripeException.Invalid($"Invalid email address: {email}", param, "email_invalid");

    /// <summary>A new customer.</summary>
    public static Customer New(Transaction state, string? email, string? name, IReadOnlyDictionary<string, string> metadata)
    {
        return state.Put(
            new Customer
            {
                Id = Ids.New("cus", 14),
                Created = state.Timestamp,
                Email = email,
                Name = name,
                InvoicePrefix = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8),
                Metadata = metadata,
            }
        );
    }

    private static Customer Create(StripeCall call)
    {
        var sent = call.Parameters;
        var customer = New(call.State, CheckEmail(sent.Changed("email", null, 512)), sent.Changed("name", null, 256), sent.Metadata());
        customer = call.State.Put(
            customer with
            {
                Description = sent.Changed("description", null),
                Phone = sent.Changed("phone", null, 20),
            }
        );
        IgnoreUnstoredFields(sent);
        call.State.Emit("customer.created", customer);
        return customer;
    }

    private static object Retrieve(StripeCall call)
    {
        var customer = call.State.Get<Customer>(call.Route("id"), "customer");
        return customer.Deleted ? new DeletedObject(customer.Id, customer.Object) : customer;
    }

    private static Customer Update(StripeCall call)
    {
        var sent = call.Parameters;
        var before = Live(call);
        var customer = call.State.Put(
            before with
            {
                Email = CheckEmail(sent.Changed("email", before.Email, 512)),
                Name = sent.Changed("name", before.Name, 256),
                Description = sent.Changed("description", before.Description),
                Phone = sent.Changed("phone", before.Phone, 20),
                Metadata = sent.Metadata(before.Metadata),
            }
        );
        IgnoreUnstoredFields(sent);
        call.State.Emit("customer.updated", customer, before);
        return customer;
    }

    // Deleting a customer cancels their subscriptions at once.
    private static DeletedObject Delete(StripeCall call)
    {
        var customer = Live(call);
        call.Parameters.RefuseUnknown();
        foreach (var subscription in call.State.With<Subscription>("subscription", "customer", customer.Id).Where(one => !one.HasEnded))
        {
            SubscriptionLife.End(call.State, subscription, "cancellation_requested");
        }

        call.State.Put(customer with { Deleted = true });
        call.State.Emit("customer.deleted", customer);
        return new DeletedObject(customer.Id, customer.Object);
    }

    private static StripeList<Customer> List(StripeCall call)
    {
        var email = call.Parameters.Text("email");
        return call.State.List<Customer>("customer", call.Page(Url), static customer => !customer.Deleted, ("email", email));
    }

    private static Customer Live(StripeCall call) =>
        call.State.Find<Customer>(call.Route("id")) is { Deleted: false } customer
            ? customer
            : throw StripeException.Missing("customer", call.Route("id"));

    private static void IgnoreUnstoredFields(Parameters sent) =>
        sent.Ignore("address", "shipping", "preferred_locales", "tax_exempt", "tax");
}
