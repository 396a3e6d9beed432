using System.ComponentModel.DataAnnotations;
using Community.Messaging.Search;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging;

/// <summary>How long messages can be changed, how long they are kept, and how they are committed.</summary>
[Settings("Messaging")]
internal sealed class MessagingOptions : IValidatableObject
{
    private SearchLanguages? _languages;

    /// <summary>How many hours an author may change a message.</summary>
    [Range(0, 8_760)]
    public int EditHours { get; init; } = 24;

    /// <summary>For how many days moderators can read the text of a deleted message.</summary>
    [Range(0, 3_650)]
    public int EditHistoryDays { get; init; } = 30;

    /// <summary>After how many days deleted threads are removed for good.</summary>
    [Range(0, 3_650)]
    public int DeletedThreadDays { get; init; } = 30;

    /// <summary>The most direct conversations that an account may begin in 24 hours.</summary>
    [Range(1, 100_000)]
    public int NewConversationsPerDay { get; init; } = 50;

    /// <summary>How many hours an upload waits for its message.</summary>
    [Range(1, 8_760)]
    public int UnusedAttachmentHours { get; init; } = 24;

    /// <summary>How many MiB a user may upload on a day (UTC).</summary>
    [Range(25, 1_000_000)]
    public int UploadMegabytesPerDay { get; init; } = 1_024;

    /// <summary>How many GiB a user's files for messages may have together, as long as they are stored.</summary>
    [Range(1, 1_000_000)]
    public int StoredGigabytesPerUser { get; init; } = 20;

    /// <summary>How many hours an upload in parts may take.</summary>
    [Range(1, 168)]
    public int UnfinishedUploadHours { get; init; } = 24;

    /// <summary>PostgreSQL's text search configurations, separated by commas.</summary>
    [ConfigurationKeyName("SearchLanguages")]
    public string SearchLanguageList { get; init; } = SearchLanguages.Default;

    /// <summary>How many batches of messages an instance commits at once: by default one for each processor.</summary>
    [Range(1, 64)]
    public int Writers { get; init; } = Math.Min(Environment.ProcessorCount, 64);

    /// <summary>How many messages commit together; 1: no batching.</summary>
    [Range(1, 4_096)]
    public int MaxGroup { get; init; } = 256;

    /// <inheritdoc cref="EditHours"/>
    public TimeSpan EditTime => TimeSpan.FromHours(EditHours);

    /// <inheritdoc cref="EditHistoryDays"/>
    public TimeSpan EditHistory => TimeSpan.FromDays(EditHistoryDays);

    /// <inheritdoc cref="DeletedThreadDays"/>
    public TimeSpan DeletedThreads => TimeSpan.FromDays(DeletedThreadDays);

    /// <inheritdoc cref="UnusedAttachmentHours"/>
    public TimeSpan UnusedAttachments => TimeSpan.FromHours(UnusedAttachmentHours);

    /// <inheritdoc cref="UploadMegabytesPerDay"/>
    public long UploadBytesPerDay => UploadMegabytesPerDay * 1024L * 1024L;

    /// <inheritdoc cref="StoredGigabytesPerUser"/>
    public long StoredBytesPerUser => StoredGigabytesPerUser * 1024L * 1024L * 1024L;

    /// <inheritdoc cref="UnfinishedUploadHours"/>
    public TimeSpan UnfinishedUploads => TimeSpan.FromHours(UnfinishedUploadHours);

    /// <inheritdoc cref="SearchLanguageList"/>
    internal SearchLanguages SearchLanguages => _languages ??= SearchLanguages.Parse(SearchLanguageList);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string? fault = null;
        try
        {
            _ = SearchLanguages;
        }
        catch (InvalidOperationException exception)
        {
            fault = exception.Message;
        }

        return fault is null ? [] : [new(fault)];
    }
}
