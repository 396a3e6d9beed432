using Community.Companion.Training;
using Community.Encoder.Training;

var pieces = PackagedModel.Pieces();
var texts = EncoderExample.Read(pieces);
var learned = texts.Where(text => !text.IsHeldOut).ToList();
Console.WriteLine($"{learned.Count} of {texts.Count} texts; the others are held out, to set thresholds with");
var before = PackagedModel.Read().ToList();
var model = new EncoderModel(before);
EncoderLearning.Learn(model, learned, Console.Out);
EncoderFile.Write(before, model.Numbers(), pieces);
Console.WriteLine($"{EncoderFile.Folder()}; now: dotnet run -c Release --project tools/companion-training -- train");
