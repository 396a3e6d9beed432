using Community.AppHost.Commands;
using Community.AppHost.Model;
using Community.AppHost.Servers;

namespace Community.AppHost;

/// <summary>The fleet of a local run, as a diagram: its resources and their references.</summary>
internal static class Deployment
{
    public static void Compose(FleetBuilder fleet, UpOptions options)
    {
        var postgres = fleet.AddPostgres("postgres", options.Postgres, ConnectionsOf(options));
        var rabbitmq = fleet.AddRabbitMQ("rabbitmq", options.RabbitMq);
        var gateway = fleet.AddProject("gateway", "gateway").WithHttpEndpoint(fleet.Data, options.Port);

        var identity = fleet.AddService("identity", postgres, rabbitmq, gateway).WithLocalAdministrator(fleet.Data);
        var social = fleet.AddService("social", postgres, rabbitmq, gateway).WithReference(identity);

        var events = fleet
            .AddService("events", postgres, rabbitmq, gateway)
            .WithReference(identity)
            .WithEnvironment("Events__KeyEncryptionKey", fleet.Data.Secret("events-key-encryption-key"));

        var stripe = fleet.AddProject("stripe", "sandbox/stripe").WithHttpEndpoint(fleet.Data).WithStripeSandbox(fleet.Data);
        var payments = fleet
            .AddService("payments", postgres, rabbitmq, gateway)
            .WithReference(identity, events)
            .WithStripe(stripe, fleet.Data);
        // The sandbox calls the public URL, as Stripe does, so the gateway's limits and checks apply here too.
        stripe.WithEnvironment("Sandbox__WebhookUrl", $"{gateway.Endpoints[0].Url}/api/v1/payments/webhook");

        var messaging = fleet
            .AddService("messaging", postgres, rabbitmq, gateway)
            .WithReference(identity, social, events)
            .WithEnvironment("WebPush__Secret", fleet.Data.Secret("web-push"))
            .WithEnvironment("Webhooks__KeyEncryptionKey", fleet.Data.Secret("webhooks-key-encryption-key"))
            .WithEnvironment("Webhooks__Loopback", "true")
            .WithPostLimit(options.RateLimit);

        var companion = fleet
            .AddService("ai-companion", postgres, rabbitmq, gateway, database: "companion")
            .WithReference(identity, social, events, payments);

        // For owner lookups: a service asks the owner of a fact that the bus has not delivered yet. Any owner may be away, so no service
        // waits for another at start.
        social.WithReference(payments, events, messaging);
        events.WithReference(social);
        payments.WithReference(social, companion);

        // An export collects the user's data from every service.
        identity.WithReference(social, events, payments, messaging, companion);

        if (options.Redis is { } redisAddress)
        {
            // Shared by instances: messaging's signals and the gateway's limits. Neither waits for it.
            var redis = fleet.AddRedis("redis", redisAddress.Length == 0 ? null : redisAddress);
            messaging.WithReference(redis);
            gateway.WithReference(redis);
        }

        gateway
            .WithPlatform(fleet.Data, gateway)
            .WithReference(identity, social, events, payments, messaging, companion)
            .WithRateLimit(options.RateLimit);
        if (options.OneProcess)
        {
            fleet.AddHost("community", "one-process", gateway, identity, social, events, payments, messaging, companion);
        }

        foreach (var (service, count) in options.Instances)
        {
            fleet.AddInstances(service, count);
        }
    }

    /// <summary>Every instance has a pool of 32 connections, and a few besides (messaging's rights, backups).</summary>
    private static int ConnectionsOf(UpOptions options) =>
        new PostgresOptions().MaxConnections + (40 * options.Instances.Sum(service => service.Value - 1));

    /// <summary>
    /// A service in services/NAME: It has its own database, which it waits for, and the bus, which it does not wait for (the outbox keeps
    /// events meanwhile). It has one address for HTTP/1.1 and one for cleartext HTTP/2.
    /// </summary>
    private static ProjectResource AddService(
        this FleetBuilder fleet,
        string name,
        PostgresResource postgres,
        RabbitMQResource rabbitmq,
        ProjectResource gateway,
        string? database = null
    )
    {
        var own = fleet.AddDatabase(postgres, database ?? name);
        return fleet
            .AddProject(name, $"services/{name}")
            .WithHttpEndpoint(fleet.Data)
            .WithHttp2Endpoint(fleet.Data)
            .WithReference(own, rabbitmq)
            .WaitFor(own)
            .WithPlatform(fleet.Data, gateway);
    }

    /// <summary>The platform settings of all services: the fleet's credential, the issuer of tokens, the folder of files.</summary>
    private static ProjectResource WithPlatform(this ProjectResource project, DataFolder data, ProjectResource gateway) =>
        project
            .WithHealthCheck("/health/ready")
            .WithEnvironment("Fleet__Key", data.Secret("fleet-key"))
            .WithEnvironment("Authentication__Issuer", gateway.Endpoints[0].Url)
            .WithEnvironment("Storage__Folder", data.PrivateFolder($"storage/{project.Name}"))
            .WithEnvironment("Mail__PickupFolder", data.PrivateFolder("mail"))
            .WithEnvironment("Sms__PickupFolder", data.PrivateFolder("sms"));

    /// <summary>Stripe's stand-in: local runs pay there with Stripe's test cards. Its secrets are generated for this data folder.</summary>
    private static ProjectResource WithStripeSandbox(this ProjectResource stripe, DataFolder data) =>
        stripe
            .WithHealthCheck("/health/ready")
            .WithEnvironment("Sandbox__SecretKey", StripeSecret(data, "sk_test_"))
            .WithEnvironment("Sandbox__WebhookSecret", StripeSecret(data, "whsec_"))
            .WithEnvironment("Sandbox__PublicUrl", stripe.Endpoints[0].Url)
            .WithEnvironment("Sandbox__File", Path.Combine(data.PrivateFolder("stripe"), "journal"));

    private static ProjectResource WithStripe(this ProjectResource payments, ProjectResource stripe, DataFolder data) =>
        payments
            .WithEnvironment("Stripe__ApiBase", stripe.Endpoints[0].Url)
            .WithEnvironment("Stripe__SecretKey", StripeSecret(data, "sk_test_"))
            .WithEnvironment("Stripe__WebhookSecrets__0", StripeSecret(data, "whsec_"))
            .WithEnvironment("Payments__Sellers__0", "events")
            .WithEnvironment("Payments__Sellers__1", "social")
            .WithEnvironment("Payments__Sellers__2", "ai-companion")
            .WithEnvironment("Payments__RedirectHosts__0", "127.0.0.1")
            .WithEnvironment("Payments__RedirectHosts__1", "localhost");

    /// <summary>A secret of letters and digits, like Stripe's own.</summary>
    private static string StripeSecret(DataFolder data, string prefix) =>
        prefix + new string([.. data.Secret("stripe-" + prefix.TrimEnd('_').Replace('_', '-')).Where(char.IsAsciiLetterOrDigit)]);

    private static ProjectResource WithLocalAdministrator(this ProjectResource identity, DataFolder data) =>
        identity
            .WithEnvironment("Identity__LocalRun", "true")
            .WithEnvironment("Identity__Administrator__Username", LocalAdministrator.Username)
            .WithEnvironment("Identity__Administrator__Password", LocalAdministrator.Password)
            .WithEnvironment("Identity__KeyEncryptionKey", data.Secret("key-encryption-key"));

    /// <summary>Without rate limits a user may post in one channel at any rate, for measurements.</summary>
    private static ProjectResource WithPostLimit(this ProjectResource messaging, bool on) =>
        on
            ? messaging
            : messaging
                .WithEnvironment("Realtime__MessagesInChannel__PerSecond", "1000000")
                .WithEnvironment("Realtime__MessagesInChannel__Burst", "1000000");

    private static void WithRateLimit(this ProjectResource gateway, bool on)
    {
        if (!on)
        {
            gateway.WithEnvironment("Gateway__RateLimit", "off");
        }
    }
}

/// <summary>The administrator of local runs; identity refuses this password anywhere else.</summary>
internal static class LocalAdministrator
{
    public const string Username = "admin";
    public const string Password = "admin-community-local";
}
