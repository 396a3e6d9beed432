using System.Text.Json;
using System.Text.Json.Nodes;
using Community.StripeSandbox.Checkout;
using Community.StripeSandbox.State;

namespace Community.StripeSandbox.Wire;

/// <summary>Ids replaced by their objects, as <c>expand[]</c> requests (https://docs.stripe.com/api/expanding_objects).</summary>
internal static class Expansion
{
    private const int MaxDepth = 4;

    /// <summary>The answer's JSON, expanded.</summary>
    /// <exception cref="StripeException">400: deeper than four, or nothing of that name.</exception>
    public static byte[] Write(object result, IReadOnlyList<string> expand, Transaction state)
    {
        if (expand.Count == 0)
        {
            return StripeJson.Write(result);
        }

        var root = StripeJson.ToNode(result);
        foreach (var path in expand)
        {
            var names = path.Split('.');
            if (names.Length > MaxDepth + 1)
            {
                throw StripeException.Invalid($"You cannot expand more than {MaxDepth} levels of a property.", "expand");
            }

            Expand(root, names, state, path);
        }

        return JsonSerializer.SerializeToUtf8Bytes(root, StripeJson.Options);
    }

    private static void Expand(JsonNode? node, ReadOnlySpan<string> names, Transaction state, string path)
    {
        if (names.Length == 0 || node is null)
        {
            return;
        }

        if (node is JsonArray elements)
        {
            foreach (var element in elements)
            {
                Expand(element, names, state, path);
            }

            return;
        }

        if (node is not JsonObject parent || !TryFind(parent, names[0], state))
        {
            throw StripeException.Invalid($"This property cannot be expanded ({path}).", "expand");
        }

        if (
            parent[names[0]] is JsonValue value
            && value.TryGetValue<string>(out var id)
            && state.Find<StripeObject>(id) is { IsListed: true } target
        )
        {
            parent[names[0]] = StripeJson.ToNode(target);
        }

        Expand(parent[names[0]], names[1..], state, path);
    }

    // A session's lines are included only on request.
    private static bool TryFind(JsonObject parent, string name, Transaction state)
    {
        if (name == "line_items" && parent["object"]?.GetValue<string>() == "checkout.session" && !parent.ContainsKey(name))
        {
            var id = parent["id"]!.GetValue<string>();
            var items = state.Known<SessionPlan>(SessionPlan.IdOf(id)).LineItems;
            parent[name] = StripeJson.ToNode(new StripeList<LineItem>(items, HasMore: false, $"/v1/checkout/sessions/{id}/line_items"));
        }

        return parent.ContainsKey(name);
    }
}
