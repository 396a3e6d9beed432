namespace Community.Companion.Conversation;

/// <summary>
/// An answer that is generated in this process, for any number of readers, each at its own pace. Released text is never taken back here; if
/// the final answer is another one, the last event says so.
/// </summary>
internal sealed class LiveAnswer
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();
    private string _text = "";
    private bool _isOver;
    private MessageView? _final;

    /// <summary>The task that generates it.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>The text that may be shown so far.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text;
            }
        }
    }

    /// <summary>Releases more text; <paramref name="text"/> begins with the text that was released before.</summary>
    public void Release(string text) => Change(() => _text = text);

    /// <summary>The answer is stored in this form; null: it was deleted, or another process continues it.</summary>
    public void End(MessageView? final) => Change(() => (_isOver, _final) = (true, final));

    /// <summary>Waits until there is more text than a reader has, or the answer is over.</summary>
    public async Task<(string Text, bool IsOver, MessageView? Final)> WaitAsync(int beyond, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_isOver || _text.Length > beyond)
                {
                    return (_text, _isOver, _final);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            change();
            (waiting, _changed) = (_changed, New());
        }

        waiting.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
