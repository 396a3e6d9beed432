using Community.Companion.Training;
using Community.Encoder.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// The layers of the reader of subjects that stay as they are: the last two are enough.
const int KeptForSubjects = 4;

var pieces = PackagedModel.Pieces();
var before = PackagedModel.Read().ToList();
if (args is ["subjects"])
{
    var examples = SubjectExamples.Read(pieces);
    Console.WriteLine($"{examples.Sentences.Count} sentences about {examples.Names.Count} names, {examples.Later.Count} later messages");
    var talk = new EncoderModel(before, KeptForSubjects);
    var (names, later) = SubjectLearning.Learn(talk, examples, Console.Out);
    EncoderFile.WriteSubjects(KeptForSubjects, talk.Numbers(), examples.Names, Normalized(names), Normalized(later));
    return;
}

var texts = EncoderExample.Read(pieces);
var learned = texts.Where(text => !text.IsHeldOut).ToList();
Console.WriteLine($"{learned.Count} of {texts.Count} texts; the others are held out, to set thresholds with");
var model = EncoderModel.ForCrises(before);
EncoderLearning.Learn(model, learned, Console.Out);
EncoderFile.Write(before, model.Numbers(), pieces);
Console.WriteLine($"{EncoderFile.Folder()}; now: dotnet run -c Release --project tools/companion-training -- train");

static float[] Normalized(Tensor vectors) => [.. functional.normalize(vectors.detach(), 2, 1).contiguous().data<float>()];
