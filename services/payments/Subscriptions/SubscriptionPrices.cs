using System.Collections.Concurrent;
using Community.Payments.Data;
using Community.Payments.Plans;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

/// <summary>
/// The plans' prices at Stripe, found by their lookup key, or made there when first needed. When a plan's price changes in
/// <see cref="Plan"/>, a new price takes the key over, and earlier subscribers keep the old one.
/// </summary>
internal sealed class SubscriptionPrices(IServiceScopeFactory scopes, IStripe stripe)
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _failures;

    /// <summary>The id of the price that a plan is sold at.</summary>
    /// <exception cref="StripeUnavailableException">Stripe cannot be asked at the moment.</exception>
    public async Task<string> EnsureAsync(Plan plan, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(plan.Code, out var known))
        {
            return known;
        }

        var amount = plan.AmountCents ?? throw new InvalidOperationException($"{plan.Code} is not sold.");
        var price = await stripe.FindPriceAsync(plan.LookupKey, cancellationToken);
        if (price is null || price.UnitAmount != amount || !price.Currency.Equals(Plan.Currency, StringComparison.OrdinalIgnoreCase))
        {
            price = await CreateAsync(plan, amount, price?.ProductId, cancellationToken);
        }

        await using var scope = scopes.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .Database.ExecuteSqlAsync($"INSERT INTO plan_prices (price_id, plan) VALUES ({price.Id}, {plan.Code}) ON CONFLICT DO NOTHING");
        return _known[plan.Code] = price.Id;
    }

    /// <summary>Forgets the known prices, because Stripe says that one does not exist.</summary>
    public void Forget() => _known.Clear();

    // All instances use the same keys: several that begin at once make one product and one price.
    private async Task<StripePrice> CreateAsync(Plan plan, long amount, string? productId, CancellationToken cancellationToken)
    {
        try
        {
            productId ??= (
                await stripe.CreateProductAsync(new NewProduct(plan.Name), $"product:{plan.LookupKey}:{_failures}", cancellationToken)
            ).Id;
            return await stripe.CreatePriceAsync(
                new NewMonthlyPrice(productId, amount, Plan.Currency, plan.LookupKey),
                $"price:{plan.LookupKey}:{amount}:{Plan.Currency}:{productId}:{_failures}",
                cancellationToken
            );
        }
        catch (StripeUnavailableException failure) when (failure.IsRemembered)
        {
            Interlocked.Increment(ref _failures);
            throw;
        }
    }
}
