namespace Community.Deploy.Tests;

/// <summary>Values for the variables that a manifest reads from a Secret.</summary>
internal static class Secret
{
    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    /// <summary>A value in the form of the variable's secret.</summary>
    public static string For(string variable) =>
        variable switch
        {
            "ConnectionStrings__rabbitmq" => "amqps://name:word@broker:5671/community",
            "ConnectionStrings__redis" => "redis:6379,ssl=true,password=word",
            _ when variable.StartsWith("ConnectionStrings__", StringComparison.Ordinal) =>
                "Host=database-rw;Database=x;Username=x;Password=x",
            "Stripe__SecretKey" => "sk_test_0123456789abcdef01234567",
            _ when variable.StartsWith("Stripe__WebhookSecrets", StringComparison.Ordinal) => "whsec_0123456789abcdef01234567",
            _ => Key,
        };
}
